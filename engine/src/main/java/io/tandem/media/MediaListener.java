package io.tandem.media;

import io.tandem.id.LegId;

/** Told what a call must know of its media. Called on an event loop: must not block. */
public interface MediaListener {
  /**
   * No RTP and no RTCP came from {@code leg} for the configured time, though its negotiated
   * direction lets it send. Told once for a silence.
   */
  void onMediaTimeout(LegId leg);
}
