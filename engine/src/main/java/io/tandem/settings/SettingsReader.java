package io.tandem.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueType;
import io.tandem.id.Text;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A section of the configuration. Every reading method throws {@link SettingsException} when the
 * value is missing, of the wrong type or outside its bounds.
 *
 * <p>A reader and the sections below it remember together which keys were asked for, on one thread.
 */
public final class SettingsReader {
  private static final String TEXTS = "a list of texts [\"…\", …]";

  private final Config config;
  private final String path;
  private final Set<String> asked;

  private SettingsReader(Config config, String path, Set<String> asked) {
    this.config = config;
    this.path = path;
    this.asked = asked;
  }

  /** The section at {@code path} of a resolved configuration. */
  public static SettingsReader of(Config root, String path) {
    return new SettingsReader(root, "", new TreeSet<>()).section(path);
  }

  /**
   * The full paths of all keys that were asked for so far, here and in every section and element of
   * a list that was opened from the same {@link #of}. What stands in a file and not here means
   * nothing.
   */
  public Set<String> asked() {
    return Collections.unmodifiableSet(asked);
  }

  /** The section {@code key} below this one. */
  public SettingsReader section(String key) {
    try {
      return new SettingsReader(config.getConfig(key), full(key), asked);
    } catch (ConfigException e) {
      throw wrong(key, "a section { … }");
    }
  }

  /** The list of sections at {@code key}. */
  public List<SettingsReader> sections(String key) {
    try {
      var sections = new ArrayList<SettingsReader>();
      for (Config element : config.getConfigList(ask(key))) {
        sections.add(new SettingsReader(element, full(key) + "." + sections.size(), asked));
      }
      return sections;
    } catch (ConfigException e) {
      throw wrong(key, "a list of sections [ { … }, … ]");
    }
  }

  /** A text that is not blank. */
  public String text(String key) {
    return text(key, value -> !value.isBlank(), "a text that is not empty");
  }

  /** A text that {@code isValid}. */
  public String text(String key, Predicate<String> isValid, String expected) {
    try {
      String value = config.getString(ask(key));
      if (isValid.test(value) && Text.isWellFormed(value)) {
        return value;
      }
    } catch (ConfigException e) {
      throw wrong(key, expected);
    }
    throw wrong(key, expected);
  }

  /** A text, or nothing when it is absent, null or empty. */
  public Optional<String> optionalText(String key) {
    if (!config.hasPath(ask(key))) {
      return Optional.empty();
    }
    return Optional.of(text(key, value -> true, "a text")).filter(value -> !value.isBlank());
  }

  /** A list of texts; also one text with commas, so that an environment variable can hold it. */
  public List<String> texts(String key) {
    try {
      List<String> texts = listOf(ask(key));
      if (texts.stream().allMatch(Text::isWellFormed)) {
        return texts;
      }
    } catch (ConfigException e) {
      throw wrong(key, TEXTS);
    }
    throw wrong(key, TEXTS);
  }

  private List<String> listOf(String key) {
    return config.getValue(key).valueType() == ConfigValueType.STRING
        ? Arrays.stream(config.getString(key).split(","))
            .map(String::strip)
            .filter(item -> !item.isEmpty())
            .toList()
        : config.getStringList(key);
  }

  /** A whole number between {@code min} and {@code max}. */
  public int integer(String key, int min, int max) {
    String expected = "a whole number from %d to %d".formatted(min, max);
    try {
      int value = config.getInt(ask(key));
      if (value >= min && value <= max) {
        return value;
      }
    } catch (ConfigException e) {
      throw wrong(key, expected);
    }
    throw wrong(key, expected);
  }

  /** A size in bytes between {@code min} and {@code max}; units as in {@code 4 MiB}. */
  public int bytes(String key, int min, int max) {
    return (int) size(key, min, max);
  }

  /** As {@link #bytes}, for what may be larger than 2 GiB. */
  public long size(String key, long min, long max) {
    String expected = "a size from %d to %d bytes, for instance \"64 KiB\"".formatted(min, max);
    try {
      long value = config.getBytes(ask(key));
      if (value >= min && value <= max) {
        return value;
      }
    } catch (ConfigException e) {
      throw wrong(key, expected);
    }
    throw wrong(key, expected);
  }

  /** A duration between {@code min} and {@code max}; units as in {@code 500 ms}. */
  public Duration duration(String key, Duration min, Duration max) {
    String expected =
        "a duration from %s to %s, for instance \"5 s\"".formatted(describe(min), describe(max));
    try {
      Duration value = config.getDuration(ask(key));
      if (value.compareTo(min) >= 0 && value.compareTo(max) <= 0) {
        return value;
      }
    } catch (ConfigException e) {
      throw wrong(key, expected);
    }
    throw wrong(key, expected);
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String key) {
    try {
      return config.getBoolean(ask(key));
    } catch (ConfigException e) {
      throw wrong(key, "true or false");
    }
  }

  /** One of an enum's constants, in either case, with {@code -} for {@code _}. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    String text = text(key).toUpperCase(Locale.ROOT).replace('-', '_');
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(text)) {
        return constant;
      }
    }
    throw wrong(key, "one of " + List.of(type.getEnumConstants()));
  }

  /** {@code host:port}, resolved; {@code [host]:port} for IPv6. Port 0 lets the system choose. */
  public InetSocketAddress address(String key) {
    HostAndPort value = hostAndPort(key);
    try {
      return new InetSocketAddress(InetAddress.getByName(value.host()), value.port());
    } catch (UnknownHostException e) {
      throw wrong(key, "an address that this host can resolve");
    }
  }

  /** {@code host:port}, not resolved. */
  public HostAndPort hostAndPort(String key) {
    return parseHostAndPort(key, text(key));
  }

  /** {@code value} as {@code host:port}; an error names {@code key}. */
  public HostAndPort parseHostAndPort(String key, String value) {
    return HostAndPort.parse(value)
        .orElseThrow(() -> new SettingsException(full(key), value, "host:port or [IPv6]:port"));
  }

  private String ask(String key) {
    asked.add(full(key));
    return key;
  }

  /** The error for this section's {@code key}, with the value that stands there. */
  public SettingsException wrong(String key, String expected) {
    Object value = "(nothing)";
    if (config.hasPath(key)) {
      value = config.getValue(key).render(ConfigRenderOptions.concise());
    }
    return new SettingsException(full(key), value, expected);
  }

  /** The full path of this section's {@code key}. */
  public String full(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String describe(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }
}
