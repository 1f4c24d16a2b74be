from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def to_column(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    Application = apps.get_model("registration", "Application")  # noqa: N806
    for application in Application.objects.prefetch_related("languages").iterator(chunk_size=500):
        ranked = sorted(application.languages.all(), key=lambda row: row.rank)
        application.spoken = [[row.code, row.level] for row in ranked]
        application.save(update_fields=["spoken"])


def to_rows(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    Application = apps.get_model("registration", "Application")  # noqa: N806
    Language = apps.get_model("registration", "ApplicationLanguage")  # noqa: N806
    for application in Application.objects.iterator(chunk_size=500):
        Language.objects.bulk_create(
            Language(application=application, code=code, level=level, rank=rank)
            for rank, (code, level) in enumerate(application.spoken, start=1)
        )


class Migration(migrations.Migration):
    dependencies = [("registration", "0003_section_revisions")]

    operations = [migrations.RunPython(to_column, to_rows)]
