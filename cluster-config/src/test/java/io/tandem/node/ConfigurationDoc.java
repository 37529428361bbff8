package io.tandem.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes docs/configuration.md from what the reference.conf files say. */
final class ConfigurationDoc {
  private static final String RESOURCES = "src/main/resources";
  private static final List<String> MODULES = List.of("cluster-config", "engine", "http-api");
  private static final Pattern VARIABLE =
      Pattern.compile("(?m)^(tandem\\S+) = \\$\\{\\?([A-Z_]+)}$");

  private static final String HEAD =
      """
      # Configuration

      This page is written from the `reference.conf` files and `environment.conf`; change those, not this.

      A node runs without any configuration. What it is told comes from, the stronger first:

      1. Java system properties, for instance `TANDEM_JAVA_OPTS="-Dtandem.sip.t1=200ms"`
      2. the environment variables in the last column
      3. the file of `./tandem run --config FILE`
      4. the defaults below

      The file is [HOCON](https://github.com/lightbend/config/blob/main/HOCON.md):

      ```hocon
      tandem {
        node.name = "fra1"
        node.data = "/var/lib/tandem"
        sip { bind = "192.0.2.10:5060", t1 = 500 ms }
        media.ports = "20000-39999"
      }
      ```

      A value that is out of its bounds stops the start, with a sentence that names the key, the value and what
      would be right; a key in the file that does not exist is named in a warning. Durations are written `500 ms`,
      `5 s`, `2 m`, `1 h`; sizes `64 KiB`, `4 MiB`. A key below `pekko` reaches Apache Pekko as it is; the cluster's
      own settings are set by `tandem.cluster`.
      """;

  private final Path root;
  private final Map<String, String> variables = new LinkedHashMap<>();
  private final List<String> undescribed = new ArrayList<>();
  private final StringBuilder text = new StringBuilder(HEAD);

  /** The documentation of the sources below {@code root}, the project's folder. */
  ConfigurationDoc(Path root) {
    this.root = root;
  }

  /** The whole page. */
  String render() {
    VARIABLE
        .matcher(
            read(root.resolve("cluster-config").resolve(RESOURCES).resolve("environment.conf")))
        .results()
        .forEach(line -> variables.put(line.group(1), line.group(2)));
    for (String module : MODULES) {
      Path file = root.resolve(module).resolve(RESOURCES).resolve("reference.conf");
      Config config = ConfigFactory.parseString(read(file));
      section("tandem", config.getObject("tandem"));
    }
    return text.toString();
  }

  /** The keys without a comment that says what they are for. */
  List<String> undescribed() {
    return undescribed;
  }

  private void section(String path, ConfigObject section) {
    var keys = new ArrayList<>(section.keySet());
    keys.sort(Comparator.comparingInt(key -> line(section.get(key))));
    boolean hasValues = keys.stream().anyMatch(key -> !(section.get(key) instanceof ConfigObject));
    if (hasValues) {
      text.append("\n## ").append(path).append("\n\n");
      if (!comment(section).isEmpty()) {
        text.append(comment(section)).append("\n\n");
      }
      text.append("| key | default | meaning | environment |\n|---|---|---|---|\n");
      values(path, section, keys);
    }
    for (String key : keys) {
      if (section.get(key) instanceof ConfigObject nested) {
        section(path + "." + key, nested);
      }
    }
  }

  /** A key on the line after another's, without a comment of its own, shares the other's. */
  private void values(String path, ConfigObject section, List<String> keys) {
    int described = Integer.MIN_VALUE;
    for (String key : keys) {
      ConfigValue value = section.get(key);
      if (value instanceof ConfigObject) {
        continue;
      }
      String meaning = comment(value);
      boolean shares = meaning.isEmpty() && line(value) == described + 1;
      if (!meaning.isEmpty() || shares) {
        described = line(value);
      } else {
        undescribed.add(path + "." + key);
      }
      String variable = variables.getOrDefault(path + "." + key, "");
      row(
          "`" + key + "`",
          "`" + print(value) + "`",
          shares ? "see the line above" : meaning,
          variable.isEmpty() ? "" : "`" + variable + "`");
    }
  }

  private void row(String... cells) {
    for (String cell : cells) {
      text.append("| ").append(cell.replace("|", "\\|")).append(' ');
    }
    text.append("|\n");
  }

  private static String print(ConfigValue value) {
    if (value instanceof ConfigList) {
      return value.render(ConfigRenderOptions.concise());
    }
    String plain = String.valueOf(value.unwrapped());
    return plain.isEmpty() ? "\"\"" : plain;
  }

  private static String comment(ConfigValue value) {
    return String.join(" ", value.origin().comments().stream().map(String::strip).toList());
  }

  private static int line(ConfigValue value) {
    return value.origin().lineNumber();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
