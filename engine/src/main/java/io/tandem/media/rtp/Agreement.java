package io.tandem.media.rtp;

import io.tandem.media.sdp.LineMatching;
import java.util.List;

/**
 * What an offer and its answer came to. Immutable.
 *
 * @param offerer who offered
 * @param answerer who answered
 * @param matching from the offerer's lines to the answerer's
 * @param streams those both accept
 * @param idle ends of theirs that carry nothing under this agreement
 */
record Agreement(
    Party offerer,
    Party answerer,
    LineMatching matching,
    List<Stream> streams,
    List<RelayEnd> idle) {
  Agreement {
    streams = List.copyOf(streams);
    idle = List.copyOf(idle);
  }

  /** One stream: both its ends, and what was agreed for each. */
  record Stream(
      RelayEnd offerer, EndTerms offererTerms, RelayEnd answerer, EndTerms answererTerms) {
    /** What the answer names first is what both shall send (RFC 3264 §6.1). */
    private void tellCodecs() {
      String negotiated = offererTerms.types().preferred();
      offerer.agree(offererTerms.types(), negotiated);
      answerer.agree(answererTerms.types(), negotiated);
    }

    private void apply(long now) {
      offerer.apply(offererTerms, answerer, now);
      answerer.apply(answererTerms, offerer, now);
    }
  }

  /** How the lines of {@code party} match the other's. */
  LineMatching matchingFrom(Party party) {
    return party == offerer ? matching : matching.reversed();
  }

  /** Names the codecs for the statistics; on the call's thread. */
  void tellCodecs() {
    streams.forEach(Stream::tellCodecs);
  }

  /** Puts it into effect; on the loop. */
  void apply(long now) {
    idle.forEach(RelayEnd::idle);
    streams.forEach(stream -> stream.apply(now));
    offerer.watch().over(streams.stream().map(Stream::offerer).toList());
    answerer.watch().over(streams.stream().map(Stream::answerer).toList());
  }
}
