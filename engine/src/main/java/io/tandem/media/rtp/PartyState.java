package io.tandem.media.rtp;

import io.tandem.media.sdp.LocalOrigin;
import io.tandem.media.sdp.MediaLine;
import java.util.ArrayList;
import java.util.List;

/**
 * What a leg and we have told each other. Immutable: a failed offer is undone by going back.
 *
 * @param origin the description the leg got last
 * @param lines its {@code m=} lines
 * @param remote the description it sent last; null if none yet
 */
record PartyState(LocalOrigin origin, List<Line> lines, String remote) {
  PartyState {
    lines = List.copyOf(lines);
  }

  /** Our end of line {@code i}, null while it is refused or unknown. */
  RelayEnd end(int i) {
    return i < lines.size() ? lines.get(i).end() : null;
  }

  List<RelayEnd> ends() {
    List<RelayEnd> ends = new ArrayList<>();
    for (Line line : lines) {
      if (line.end() != null) {
        ends.add(line.end());
      }
    }
    return ends;
  }

  /** The lines as the leg knows them, apart from the ports. */
  List<MediaLine> mediaLines() {
    return lines.stream().map(line -> line.source().line()).toList();
  }

  /** This one again, after {@code failed} was offered and refused. */
  PartyState after(PartyState failed) {
    return new PartyState(origin.after(failed.origin), lines, remote);
  }
}
