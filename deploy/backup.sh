#!/bin/sh
# One whole backup in one encrypted file: database, evidence files, ends of the trail, secret key.
#
#   BACKUP_DIR             where it goes                       (/var/backups/crest)
#   BACKUP_KEEP_DAYS       older ones are deleted              (30)
#   BACKUP_AGE_RECIPIENTS  file of public keys of `age`        one of these three
#   BACKUP_GPG_KEY         file with a public key of GnuPG     must be set
#   BACKUP_PLAIN           `yes`: not encrypted, only where BACKUP_DIR itself is
#
# The private key stays elsewhere: whoever takes this machine cannot read what it wrote.
set -eu
umask 077

: "${CREST_DATA_DIR:?}" "${BACKUP_DIR:=/var/backups/crest}" "${BACKUP_KEEP_DAYS:=30}"

if [ -n "${BACKUP_AGE_RECIPIENTS:-}" ]; then
    ending=tar.age
    seal() { age --encrypt --recipients-file "$BACKUP_AGE_RECIPIENTS"; }
elif [ -n "${BACKUP_GPG_KEY:-}" ]; then
    ending=tar.gpg
    seal() { gpg --batch --quiet --homedir "$work/keys" --encrypt --recipient-file "$BACKUP_GPG_KEY"; }
elif [ "${BACKUP_PLAIN:-}" = yes ]; then
    ending=tar
    seal() { cat; }
else
    echo "backup: set BACKUP_AGE_RECIPIENTS, BACKUP_GPG_KEY or BACKUP_PLAIN=yes" >&2
    exit 2
fi

mkdir -p "$BACKUP_DIR"
work=$(mktemp -d "$BACKUP_DIR/.new.XXXXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/keys" "$work/whole"

# The database first: a file without a row is harmless, a row without its file is not.
crest db backup "$work/whole/database"
for part in evidence trail secret_key; do
    if [ -e "$CREST_DATA_DIR/$part" ]; then
        cp -a "$CREST_DATA_DIR/$part" "$work/whole/$part"
    fi
done

made="$BACKUP_DIR/crest-$(date -u +%Y%m%dT%H%M%SZ).$ending"
tar -C "$work" -cf "$work/whole.tar" whole
seal < "$work/whole.tar" > "$work/sealed"
sync "$work/sealed"
mv "$work/sealed" "$made"
find "$BACKUP_DIR" -maxdepth 1 -name 'crest-*.tar*' -mtime "+$BACKUP_KEEP_DAYS" -delete
echo "written: $made"
