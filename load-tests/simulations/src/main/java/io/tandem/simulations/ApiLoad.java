package io.tandem.simulations;

import io.gatling.app.Gatling;
import io.tandem.harness.ApiClient;
import io.tandem.harness.HarnessException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.prefs.Preferences;

/** {@code ./tandem load api}: checks the options, then hands over to Gatling. */
public final class ApiLoad {
  static final String USAGE =
      """
      ./tandem load api [OPTION ...]

      Administrators at a running node's HTTP API, by Gatling: each makes a tenant, signs in as its
      administrator, creates extensions, reads them, the calls, the registrations, the usage and the
      call records, and removes the tenant. Gatling writes an HTML report and says where.

        --users N       administrators at work at the same time (default 5)
        --duration S    for so many seconds (default 30)
        --url URL       the node's API (default http://127.0.0.1:8080)
        --username U    a system administrator (default admin)
        --password P    the administrator's password (default $TANDEM_ADMIN_PASSWORD)
        --report FOLDER where the report goes (default load-tests/simulations/target/gatling)
        --help          this text

      The exit status is 0 when fewer than one request in a hundred failed, else not.
      """;

  private static final List<String> VALUED =
      List.of("users", "duration", "url", "username", "password", "report");

  private ApiLoad() {}

  /** Runs the simulation; Gatling ends this process. */
  public static void main(String[] arguments) {
    try {
      if (List.of(arguments).contains("--help")) {
        System.out.print(USAGE);
        return;
      }
      Map<String, String> options = parse(arguments);
      Settings settings = settings(options);
      ApiClient.signIn(ApiClient.address(settings.url()), settings.username(), settings.password());
      settings.publish();
      String report =
          options.getOrDefault(
              "report",
              System.getProperty("tandem.home", ".") + "/load-tests/simulations/target/gatling");
      keepToOurselves(report);
      Gatling.main(
          new String[] {"--simulation", ApiSimulation.class.getName(), "--results-folder", report});
    } catch (HarnessException e) {
      System.err.println("load: " + e.getMessage());
      System.exit(1);
    }
  }

  /**
   * Gatling tells its makers that it runs, and asks for its newest release unless it has just done
   * so, which it notes in the user's preferences. A load test talks to the node alone and leaves
   * the user's preferences as they are.
   */
  private static void keepToOurselves(String folder) {
    System.setProperty("gatling.data.enableAnalytics", "false");
    System.setProperty("java.util.prefs.userRoot", folder);
    Preferences release = Preferences.userRoot().node("/io/gatling/latestVersion");
    release.putLong("lastCheckTimestamp", System.currentTimeMillis());
    release.putBoolean("lastCheckSuccess", false);
  }

  private static Map<String, String> parse(String[] arguments) {
    var options = new HashMap<String, String>();
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
      if (!VALUED.contains(name)) {
        throw new HarnessException(arguments[i] + " is not known; see --help");
      }
      if (i + 1 == arguments.length) {
        throw new HarnessException(arguments[i] + " needs a value; see --help");
      }
      options.put(name, arguments[i + 1]);
    }
    return options;
  }

  private static Settings settings(Map<String, String> options) {
    String password = options.getOrDefault("password", System.getenv("TANDEM_ADMIN_PASSWORD"));
    if (password == null) {
      throw new HarnessException("--password or TANDEM_ADMIN_PASSWORD is needed; see --help");
    }
    return new Settings(
        options.getOrDefault("url", "http://127.0.0.1:8080"),
        options.getOrDefault("username", "admin"),
        password,
        count(options, "users", 5),
        count(options, "duration", 30));
  }

  private static int count(Map<String, String> options, String name, int otherwise) {
    String text = options.getOrDefault(name, Integer.toString(otherwise));
    if (!text.matches("[1-9]\\d{0,5}")) {
      throw new HarnessException("--%s %s: expected a whole number above 0".formatted(name, text));
    }
    return Integer.parseInt(text);
  }
}
