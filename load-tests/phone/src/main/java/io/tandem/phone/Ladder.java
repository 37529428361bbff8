package io.tandem.phone;

import io.tandem.phone.model.SipRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Draws SIP ladders from the records of one or several phones. The column of the product stands
 * after the first phone; each further phone has a column to the right of it.
 *
 * <pre>
 *     time  alice                     tandem                     bob
 *    0.000    |--INVITE sip:1002 [SDP]->|                          |
 *    0.004    |&lt;-100 Trying-------------|                          |
 * </pre>
 */
public final class Ladder {
  private static final int WIDTH = 42;

  private final String centre;
  private final List<String> columns = new ArrayList<>();
  private final List<SipRecord> records = new ArrayList<>();

  /**
   * @param centre the title of the column between the phones
   */
  public Ladder(String centre) {
    this.centre = centre;
  }

  /** Adds a phone's column and its messages. */
  public Ladder add(String phone, List<SipRecord> messages) {
    columns.add(phone);
    if (columns.size() == 1) {
      columns.add(centre);
    }
    messages.stream().filter(m -> m.phone().equals(phone)).forEach(records::add);
    return this;
  }

  /** The ladder as text, one message a line, times in seconds from the first message. */
  public String render() {
    List<SipRecord> sorted = records.stream().sorted(Comparator.comparing(SipRecord::at)).toList();
    StringBuilder out = new StringBuilder(header());
    for (SipRecord message : sorted) {
      Duration since = Duration.between(sorted.get(0).at(), message.at());
      out.append(String.format(Locale.ROOT, "%9.3f ", since.toNanos() / 1e9));
      out.append(line(message)).append('\n');
    }
    return out.toString();
  }

  /** When the first of the messages was sent or received; null if there is none. */
  public Instant start() {
    return records.stream().map(SipRecord::at).min(Comparator.naturalOrder()).orElse(null);
  }

  private String header() {
    StringBuilder titles = new StringBuilder(" ".repeat(5) + "time ");
    for (String column : columns) {
      titles.append(String.format("%-" + (WIDTH + 1) + "s", column));
    }
    return titles.toString().stripTrailing() + "\n";
  }

  private String line(SipRecord message) {
    int own = columns.indexOf(message.phone());
    int from = Math.min(own, 1);
    int to = Math.max(own, 1);
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < columns.size() - 1; i++) {
      line.append('|');
      if (i == from) {
        boolean rightwards = message.sent() == (own == from);
        line.append(arrow(message, rightwards, (to - from) * (WIDTH + 1) - 1));
        i = to - 1;
      } else {
        line.append(" ".repeat(WIDTH));
      }
    }
    return line.append('|').toString();
  }

  private static String arrow(SipRecord message, boolean rightwards, int width) {
    String extra = message.isResponse() ? " (" + message.method() + ")" : "";
    extra += message.hasSdp() ? " [SDP]" : "";
    String summary = message.summary();
    int room = width - 4 - extra.length();
    String cut = summary.length() > room ? summary.substring(0, room - 1) + "…" : summary;
    String shown = cut + extra;
    String rule = "-".repeat(width - 3 - shown.length());
    return rightwards ? "-" + shown + rule + "->" : "<-" + shown + rule + "-";
  }
}
