package io.tandem.media;

/** A node's media: opens the sessions of the calls that live here. Safe for any thread. */
public interface MediaService {
  /**
   * Opens a call's session and reserves the ports of its first stream. Never blocks.
   *
   * @param listener is told what the call must know, on an event loop
   * @throws NoMediaPortsException when every port of the configured range is in use
   */
  MediaSession open(MediaListener listener) throws NoMediaPortsException;

  /** What is in use right now. */
  MediaUsage usage();
}
