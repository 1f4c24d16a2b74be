from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def mark_missing_reasons(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """From now on staff say why they move somebody; of some moves of before nobody did."""
    apps.get_model("registration", "Decision").objects.filter(reason="staff", note="").update(note="—")


class Migration(migrations.Migration):
    dependencies = [("registration", "0011_screened_again")]
    operations = [migrations.RunPython(mark_missing_reasons, migrations.RunPython.noop)]
