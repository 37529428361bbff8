package io.tandem.media.sdp;

import java.net.InetAddress;

/**
 * Our identity towards one leg and the description it got last (RFC 8866 §5.2, RFC 3264 §8): the
 * version rises exactly when the rest of the description changes. Immutable, so that a failed offer
 * is undone by keeping the one before.
 *
 * @param id the sess-id
 * @param version the version of {@code body}; 0 when nothing was sent yet
 * @param highest the highest version ever sent; never reused, not even after a rollback
 * @param address our address towards the leg
 * @param body the description behind the {@code o=} line; null when nothing was sent yet
 */
public record LocalOrigin(long id, long version, long highest, InetAddress address, String body) {
  /** Before the first description. */
  public static LocalOrigin create(long id, InetAddress address) {
    return new LocalOrigin(id, 0, 0, address, null);
  }

  /** After sending {@code newBody}; this one if it is what was sent last. */
  public LocalOrigin next(String newBody) {
    if (newBody.equals(body)) {
      return this;
    }
    return new LocalOrigin(id, highest + 1, highest + 1, address, newBody);
  }

  /** This one again, after {@code failed} was sent and refused. */
  public LocalOrigin after(LocalOrigin failed) {
    return new LocalOrigin(id, version, failed.highest, address, body);
  }

  /** The whole description; null when nothing was sent yet. */
  public String text() {
    if (body == null) {
      return null;
    }
    String origin = "o=- " + id + ' ' + version + ' ' + Connection.format(address);
    return "v=0\r\n" + origin + "\r\n" + body;
  }
}
