package io.tandem.call.flow;

import java.util.regex.Pattern;

/**
 * What a session description says of its streams together: whether its sender sends on any of them,
 * and whether it receives on any (RFC 3264 §5.1, §8.4). A stream with port 0 does neither.
 */
record StatedFlow(boolean sends, boolean receives) {
  private static final Pattern REJECTED = Pattern.compile("m=[^ ]+ +0[ /]");

  /** Of a description that was understood already; what cannot be read counts as two-way. */
  static StatedFlow of(String sdp) {
    int first = section(sdp, 0);
    var session = Level.TWO_WAY.after(sdp.substring(0, first));
    if (first == sdp.length()) {
      return new StatedFlow(session.sends(), session.receives());
    }
    boolean sends = false;
    boolean receives = false;
    for (int from = first; from < sdp.length(); ) {
      int to = section(sdp, from + 1);
      String section = sdp.substring(from, to);
      if (!REJECTED.matcher(section).lookingAt()) {
        var stream = session.after(section);
        sends |= stream.sends();
        receives |= stream.receives();
      }
      from = to;
    }
    return new StatedFlow(sends, receives);
  }

  /** Where the next {@code m=} line begins, or the end. */
  private static int section(String sdp, int from) {
    if (from == 0 && sdp.startsWith("m=")) {
      return 0;
    }
    int before = sdp.indexOf("\nm=", Math.max(0, from - 1));
    return before < 0 ? sdp.length() : before + 1;
  }

  /** What holds at the level of the session, or of one stream. */
  private record Level(boolean sends, boolean listens, boolean nobody) {
    private static final Level TWO_WAY = new Level(true, true, false);

    private boolean receives() {
      return listens && !nobody;
    }

    private Level after(String lines) {
      var level = this;
      for (int from = 0; from < lines.length(); ) {
        int end = lines.indexOf('\n', from);
        String line = lines.substring(from, end < 0 ? lines.length() : end).strip();
        from = end < 0 ? lines.length() : end + 1;
        level =
            switch (line) {
              case "a=sendrecv" -> new Level(true, true, level.nobody);
              case "a=sendonly" -> new Level(true, false, level.nobody);
              case "a=recvonly" -> new Level(false, true, level.nobody);
              case "a=inactive" -> new Level(false, false, level.nobody);
              default -> line.startsWith("c=") ? level.at(line) : level;
            };
      }
      return level;
    }

    private Level at(String connection) {
      boolean unspecified = connection.endsWith(" 0.0.0.0") || connection.endsWith(" ::");
      return new Level(sends, listens, unspecified);
    }
  }
}
