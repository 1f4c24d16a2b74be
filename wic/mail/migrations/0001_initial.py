
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('key', models.CharField(editable=False, max_length=200, unique=True, verbose_name='key')),
                ('kind', models.CharField(max_length=60, verbose_name='kind')),
                ('repeat_safe', models.BooleanField(default=True, verbose_name='may be sent twice')),
                ('secret', models.BooleanField(default=False, verbose_name='confidential')),
                ('to', models.EmailField(max_length=254, verbose_name='to')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('ar', 'Arabic')], max_length=2, verbose_name='language')),
                ('subject', models.CharField(max_length=250, verbose_name='subject')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('html', models.TextField(blank=True, verbose_name='page')),
                ('message_id', models.CharField(editable=False, max_length=120, unique=True)),
                ('edition', models.SlugField(blank=True, verbose_name='edition')),
                ('region', models.CharField(blank=True, choices=[('AFR', 'Africa'), ('AMS', 'Americas'), ('ARB', 'Arab States'), ('ASP', 'Asia and the Pacific'), ('CIS', 'Commonwealth of Independent States'), ('EUR', 'Europe')], max_length=3, verbose_name='region')),
                ('about_label', models.CharField(blank=True, max_length=60)),
                ('about_pk', models.CharField(blank=True, max_length=40)),
                ('state', models.CharField(choices=[('queued', 'Waiting to be sent'), ('sending', 'Being sent'), ('data', 'Being handed to the mail server'), ('sent', 'Sent'), ('held', 'Held: it may have arrived or not'), ('refused', 'Refused by the mail server')], default='queued', max_length=8, verbose_name='state')),
                ('worker', models.CharField(blank=True, max_length=40)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('next_attempt_at', models.DateTimeField(verbose_name='next attempt')),
                ('last_error', models.CharField(blank=True, max_length=20, verbose_name='last answer')),
                ('created_at', models.DateTimeField(verbose_name='written')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('wiped_at', models.DateTimeField(blank=True, null=True, verbose_name='text deleted')),
            ],
            options={
                'verbose_name': 'letter',
                'verbose_name_plural': 'letters',
                'indexes': [models.Index(fields=['state', 'next_attempt_at', 'id'], name='letter_due'), models.Index(fields=['region', '-id'], name='letter_by_region'), models.Index(fields=['state', '-id'], name='letter_by_state'), models.Index(fields=['about_label', 'about_pk'], name='letter_about'), models.Index(fields=['to'], name='letter_to')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sending', 'data', 'sent', 'held', 'refused'])), name='letter_state'), models.CheckConstraint(condition=models.Q(models.Q(('to', ''), _negated=True), models.Q(('key', ''), _negated=True), models.Q(('subject', ''), _negated=True)), name='letter_addressed'), models.CheckConstraint(condition=models.Q(models.Q(('lease_until__isnull', False), ('state__in', ['sending', 'data'])), models.Q(models.Q(('state__in', ['sending', 'data']), _negated=True), ('lease_until', None)), _connector='OR'), name='letter_leased_when'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='letter_sent_when'), models.CheckConstraint(condition=models.Q(('wiped_at', None), models.Q(('html', ''), ('text', '')), _connector='OR'), name='letter_wiped_when')],
            },
        ),
    ]
