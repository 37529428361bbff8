package io.tandem.trace;

import io.tandem.id.TenantId;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One trace: what it shows, until when, and what it has kept, at most {@link #MOST_BYTES}; the
 * oldest goes first. Safe for use by any thread.
 */
public final class Trace {
  static final int MOST_BYTES = 4 << 20;

  private final String id;
  private final TenantId tenant;
  private final TraceFilter filter;
  private final Instant until;
  private final boolean logged;
  private final Deque<byte[]> packets = new ArrayDeque<>();
  private int bytes;
  private long messages;

  Trace(String id, TenantId tenant, TraceFilter filter, Instant until, boolean logged) {
    this.id = id;
    this.tenant = tenant;
    this.filter = filter;
    this.until = until;
    this.logged = logged;
  }

  /** Its name on this node. */
  public String id() {
    return id;
  }

  /** The tenant whose it is, {@code null} for the installation's. */
  public TenantId tenant() {
    return tenant;
  }

  /** What it shows. */
  public TraceFilter filter() {
    return filter;
  }

  /** When it ends. */
  public Instant until() {
    return until;
  }

  /** Whether its messages go to the log, too. */
  public boolean logged() {
    return logged;
  }

  /** How many messages it has shown, those included that it keeps no longer. */
  public synchronized long messages() {
    return messages;
  }

  synchronized void keep(byte[] packet) {
    messages++;
    packets.add(packet);
    bytes += packet.length;
    while (bytes > MOST_BYTES) {
      bytes -= packets.remove().length;
    }
  }

  /** What it has kept, as a capture file. */
  public synchronized byte[] pcap() {
    var file = new ByteArrayOutputStream(Pcap.FILE_HEADER + bytes);
    file.writeBytes(Pcap.header());
    packets.forEach(file::writeBytes);
    return file.toByteArray();
  }
}
