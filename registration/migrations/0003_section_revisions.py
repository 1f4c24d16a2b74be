from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registration", "0002_seat_plan")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="section_revisions",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="application",
            name="spoken",
            field=models.JSONField(blank=True, default=list, verbose_name="languages"),
        ),
    ]
