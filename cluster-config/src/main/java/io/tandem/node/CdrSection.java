package io.tandem.node;

import io.tandem.cdr.CdrSpoolSettings;
import io.tandem.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The section {@code tandem.cdr}.
 *
 * @param defaultRetention for how long a record is kept whose tenant's setting is not at hand
 * @param spool where records wait for the database
 */
record CdrSection(Duration defaultRetention, CdrSpoolSettings spool) {
  private static final String FOLDER = "cdr-spool";
  private static final Duration HUNDRED_YEARS = Duration.ofDays(36_500);

  static CdrSection read(Path data, SettingsReader reader) {
    return new CdrSection(
        reader.duration("default-retention", Duration.ofHours(1), HUNDRED_YEARS),
        CdrSpoolSettings.read(data.resolve(FOLDER), reader.section("spool")));
  }
}
