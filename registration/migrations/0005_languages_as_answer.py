from django.db import migrations


class Migration(migrations.Migration):
    """One row is read and written with a save, in place of one and three."""

    dependencies = [("registration", "0004_copy_languages")]

    operations = [
        migrations.DeleteModel(name="ApplicationLanguage"),
        migrations.RenameField(model_name="application", old_name="spoken", new_name="languages"),
    ]
