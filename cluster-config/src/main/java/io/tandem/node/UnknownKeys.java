package io.tandem.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds what stands in a configuration file and means nothing, usually a slip of the pen. */
final class UnknownKeys {
  private static final String OURS = "tandem";

  private final Set<String> known;
  private final Set<String> roots;

  /**
   * @param asked the keys of {@code tandem} that the settings asked for
   */
  UnknownKeys(Set<String> asked) {
    Config defaults = ConfigFactory.defaultReference();
    known = new TreeSet<>(asked);
    known.addAll(keys(OURS, defaults.root().get(OURS)));
    roots = defaults.root().keySet();
  }

  /** A warning for each key of {@code file} that nobody reads, with the nearest one that exists. */
  List<String> warnings(Config file) {
    var warnings = new ArrayList<String>();
    file.root()
        .forEach(
            (root, value) -> {
              if (root.equals(OURS)) {
                keys(root, value).stream()
                    .filter(key -> !known.contains(key))
                    .map(key -> warning(key, known))
                    .forEach(warnings::add);
              } else if (!roots.contains(root)) {
                warnings.add(warning(root, roots));
              }
            });
    return warnings;
  }

  private static String warning(String key, Set<String> candidates) {
    String nearest =
        candidates.stream().min(Comparator.comparingInt(one -> distance(key, one))).orElseThrow();
    return "%s is no setting and is ignored; the nearest that exists is %s".formatted(key, nearest);
  }

  /** The full paths of all values below {@code path}; the elements of a list are numbered. */
  static Set<String> keys(String path, ConfigValue value) {
    var keys = new TreeSet<String>();
    if (value instanceof ConfigObject section) {
      section.forEach((name, below) -> keys.addAll(keys(path + "." + name, below)));
      return keys;
    }
    if (value instanceof ConfigList list
        && !list.isEmpty()
        && list.get(0) instanceof ConfigObject) {
      for (int i = 0; i < list.size(); i++) {
        keys.addAll(keys(path + "." + i, list.get(i)));
      }
      return keys;
    }
    keys.add(path);
    return keys;
  }

  /** Levenshtein's: how many characters to insert, delete or replace. */
  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
