package io.tandem.bench;

import io.tandem.harness.HarnessException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command line: words, {@code --flags} and {@code --options VALUE}. */
final class Options {
  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|)");
  private static final int LARGEST = 10_000_000;

  private final List<String> words = new ArrayList<>();
  private final Map<String, String> values = new HashMap<>();

  /**
   * Reads a command line.
   *
   * @param flags the names that stand alone
   * @param valued the names that are followed by a value
   * @throws HarnessException when an option is not known or its value is missing
   */
  static Options parse(List<String> arguments, Set<String> flags, Set<String> valued) {
    var options = new Options();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      String name = argument.startsWith("--") ? argument.substring(2) : null;
      if (name == null) {
        options.words.add(argument);
      } else if (flags.contains(name)) {
        options.values.put(name, "");
      } else if (!valued.contains(name)) {
        throw new HarnessException(argument + " is not known; see --help");
      } else if (i + 1 == arguments.size()) {
        throw new HarnessException(argument + " needs a value; see --help");
      } else {
        options.values.put(name, arguments.get(++i));
      }
    }
    return options;
  }

  /** What stands without dashes. */
  List<String> words() {
    return words;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /** A whole number from 1. */
  int count(String name, int otherwise) {
    String text = values.get(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[1-9]\\d{0,7}") || Integer.parseInt(text) > LARGEST) {
      throw wrong(name, text, "a whole number from 1 to " + LARGEST);
    }
    return Integer.parseInt(text);
  }

  /** A positive number. */
  double number(String name, double otherwise) {
    String text = values.get(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("\\d{1,7}(\\.\\d{1,6})?") || Double.parseDouble(text) <= 0) {
      throw wrong(name, text, "a number above 0");
    }
    return Double.parseDouble(text);
  }

  /** A time such as {@code 90}, {@code 90s}, {@code 500ms} or {@code 2m}. */
  Duration duration(String name, Duration otherwise) {
    String text = values.get(name);
    if (text == null) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches() || matcher.group(1).length() > 7) {
      throw wrong(name, text, "a time such as 90s, 500ms or 2m");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofSeconds(amount);
    };
  }

  private static HarnessException wrong(String name, String value, String expected) {
    return new HarnessException("--%s %s: expected %s".formatted(name, value, expected));
  }
}
