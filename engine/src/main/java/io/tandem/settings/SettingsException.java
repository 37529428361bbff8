package io.tandem.settings;

/** A setting that a node cannot start with. The message is meant for the operator as it stands. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String key;

  /**
   * @param key the full path of the setting, {@code tandem.media.ports}
   * @param value the offending value as the operator wrote it
   * @param expected what would be right, as the end of a sentence: "a port range of …"
   */
  public SettingsException(String key, Object value, String expected) {
    super("%s = %s is wrong: expected %s".formatted(key, value, expected));
    this.key = key;
  }

  /** The full path of the offending setting. */
  public String key() {
    return key;
  }
}
