package io.tandem.sip.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The header fields of a message in order, immutable. Values of list headers stand alone. */
final class HeaderFields {
  private final HeaderField[] fields;

  private HeaderFields(HeaderField[] fields) {
    this.fields = fields;
  }

  static HeaderFields of(List<HeaderField> fields) {
    return new HeaderFields(fields.toArray(new HeaderField[0]));
  }

  /** The first value, or {@code null}. */
  String first(String canonical) {
    int at = indexOf(canonical);
    return at < 0 ? null : fields[at].value();
  }

  /** All values in order. */
  List<String> all(String canonical) {
    int first = indexOf(canonical);
    int count = first < 0 ? 0 : count(canonical);
    if (count < 2) {
      return count == 0 ? List.of() : List.of(fields[first].value());
    }
    var values = new String[count];
    int filled = 0;
    for (int i = first; filled < count; i++) {
      if (fields[i].isNamed(canonical)) {
        values[filled++] = fields[i].value();
      }
    }
    return List.of(values);
  }

  /** The values of what is named in {@code canonical}, several of a name joined (§7.3.1). */
  Map<String, String> among(Set<String> canonical) {
    var found = new HashMap<String, String>();
    for (var field : fields) {
      if (canonical.contains(field.name())) {
        found.merge(field.name(), field.value(), (first, next) -> first + ", " + next);
      }
    }
    return found;
  }

  int count(String canonical) {
    int count = 0;
    for (var field : fields) {
      if (field.isNamed(canonical)) {
        count++;
      }
    }
    return count;
  }

  /** The first name that occurs again though a message has it at most once, or {@code null}. */
  String repeatedSingle() {
    for (int i = 0; i < fields.length; i++) {
      String name = fields[i].name();
      int before = HeaderNames.isSingle(name) ? i : 0;
      for (int j = 0; j < before; j++) {
        if (fields[j].name().equals(name)) {
          return name;
        }
      }
    }
    return null;
  }

  /** These fields with {@code field} before the first. */
  HeaderFields withFirst(HeaderField field) {
    var changed = new HeaderField[fields.length + 1];
    changed[0] = field;
    System.arraycopy(fields, 0, changed, 1, fields.length);
    return new HeaderFields(changed);
  }

  /** These fields, the first one of that name replaced. */
  HeaderFields withReplaced(HeaderField field) {
    var changed = fields.clone();
    changed[indexOf(field.name())] = field;
    return new HeaderFields(changed);
  }

  /** These fields without the first one of that name. */
  HeaderFields withoutFirst(String canonical) {
    int at = indexOf(canonical);
    if (at < 0) {
      return this;
    }
    var changed = new HeaderField[fields.length - 1];
    System.arraycopy(fields, 0, changed, 0, at);
    System.arraycopy(fields, at + 1, changed, at, changed.length - at);
    return new HeaderFields(changed);
  }

  /** Adds the fields of that name to {@code target}. */
  void copyTo(List<HeaderField> target, String canonical) {
    for (var field : fields) {
      if (field.isNamed(canonical)) {
        target.add(field);
      }
    }
  }

  /** A modifiable copy, for builders. */
  List<HeaderField> toList() {
    return new ArrayList<>(List.of(fields));
  }

  /** How many characters {@link #appendTo} appends. */
  int chars() {
    int chars = 0;
    for (var field : fields) {
      chars += field.name().length() + field.value().length() + 4;
    }
    return chars;
  }

  void appendTo(StringBuilder out) {
    for (var field : fields) {
      out.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
  }

  /**
   * Adds a field's values to {@code target}: list headers one field a value, split at commas
   * outside quotes and angle brackets; others as they are.
   */
  static void add(List<HeaderField> target, HeaderField field) {
    if (field.value().indexOf(',') < 0 || !HeaderNames.isList(field.name())) {
      target.add(field);
      return;
    }
    String value = field.value();
    int start = 0;
    for (int end = valueEnd(value, 0); end < value.length(); end = valueEnd(value, start)) {
      target.add(new HeaderField(field.name(), value.substring(start, end).strip()));
      start = end + 1;
    }
    target.add(new HeaderField(field.name(), value.substring(start).strip()));
  }

  private static int valueEnd(String value, int start) {
    boolean quoted = false;
    boolean bracketed = false;
    for (int i = start; i < value.length(); i++) {
      char c = value.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == ',' && !bracketed) {
        return i;
      } else if (c == '"') {
        quoted = true;
      } else if (c == '<' || c == '>') {
        bracketed = c == '<';
      }
    }
    return value.length();
  }

  private int indexOf(String canonical) {
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].isNamed(canonical)) {
        return i;
      }
    }
    return -1;
  }
}
