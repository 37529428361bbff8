package io.tandem.simulations;

/**
 * What a simulation is told, as Gatling makes simulations by itself: through system properties.
 *
 * @param url the API
 * @param username a system administrator
 * @param users how many work at the same time
 * @param seconds how long
 */
record Settings(String url, String username, String password, int users, int seconds) {
  private static final String PREFIX = "tandem.load.";

  void publish() {
    System.setProperty(PREFIX + "url", url);
    System.setProperty(PREFIX + "username", username);
    System.setProperty(PREFIX + "password", password);
    System.setProperty(PREFIX + "users", Integer.toString(users));
    System.setProperty(PREFIX + "seconds", Integer.toString(seconds));
  }

  static Settings published() {
    return new Settings(
        System.getProperty(PREFIX + "url"),
        System.getProperty(PREFIX + "username"),
        System.getProperty(PREFIX + "password"),
        Integer.getInteger(PREFIX + "users"),
        Integer.getInteger(PREFIX + "seconds"));
  }

  @Override
  public String toString() {
    return "Settings[%s, %s, %d users, %d s]".formatted(url, username, users, seconds);
  }
}
