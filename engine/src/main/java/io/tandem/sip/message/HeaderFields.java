package io.tandem.sip.message;

import java.util.ArrayList;
import java.util.List;

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
    for (var field : fields) {
      if (field.isNamed(canonical)) {
        return field.value();
      }
    }
    return null;
  }

  /** All values in order. */
  List<String> all(String canonical) {
    List<String> values = null;
    for (var field : fields) {
      if (field.isNamed(canonical)) {
        values = values == null ? new ArrayList<>(2) : values;
        values.add(field.value());
      }
    }
    return values == null ? List.of() : List.copyOf(values);
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
      for (int j = 0; j < i && HeaderNames.isSingle(name); j++) {
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

  /** A modifiable copy, for builders. */
  List<HeaderField> toList() {
    return new ArrayList<>(List.of(fields));
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
    if (!HeaderNames.isList(field.name()) || field.value().indexOf(',') < 0) {
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
