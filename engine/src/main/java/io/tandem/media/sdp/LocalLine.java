package io.tandem.media.sdp;

/**
 * One {@code m=} line of a description we send to a leg.
 *
 * @param source the other leg's section that it carries on; for a refused line, any whose {@code
 *     m=} line has the right media, protocol and formats
 * @param port our RTP port towards the leg; 0 refuses the line
 * @param direction as the other leg states it
 * @param mux whether to say {@code a=rtcp-mux}
 */
public record LocalLine(MediaDescription source, int port, Direction direction, boolean mux) {
  /** A line that stays refused. */
  public static LocalLine refused(MediaDescription source) {
    return new LocalLine(source, 0, Direction.INACTIVE, false);
  }

  /** The {@code m=} line as it is sent. */
  public MediaLine line() {
    return source.line().withPort(port);
  }
}
