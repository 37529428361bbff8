package io.tandem.bench.rtp;

import io.tandem.harness.HarnessException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The media of many phones: each stream sends 160 bytes of PCMU every 20 ms from a port of its own
 * and counts what comes back there. One thread does it all, so that it costs as little as it can.
 */
public final class RtpBlaster implements AutoCloseable {
  private static final int SLOTS = 20;
  private static final long SLOT_NANOS = 1_000_000;
  private static final int HEADER = 12;
  private static final int PAYLOAD = 160;
  private static final byte VERSION_2 = (byte) 0x80;

  private final List<Stream> streams = new ArrayList<>();
  private final Selector selector;
  private final ByteBuffer outgoing = ByteBuffer.allocateDirect(HEADER + PAYLOAD);
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(2048);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final Thread thread = new Thread(this::run, "rtp-blaster");
  private volatile boolean silent;
  private volatile boolean closed;

  /**
   * Binds a port for each stream.
   *
   * @throws HarnessException when the host has not enough of them
   */
  public RtpBlaster(InetAddress address, int count) {
    try {
      selector = Selector.open();
      for (int i = 0; i < count; i++) {
        DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.bind(new InetSocketAddress(address, 0));
        streams.add(new Stream(channel, i));
      }
    } catch (IOException e) {
      throw new HarnessException("cannot bind " + count + " media ports", e);
    }
  }

  /** One phone's media; lives on the thread once started. */
  private static final class Stream {
    private final DatagramChannel channel;
    private final int ssrc;
    private short sequence;
    private int timestamp;

    Stream(DatagramChannel channel, int ssrc) {
      this.channel = channel;
      this.ssrc = ssrc;
    }

    int port() {
      return channel.socket().getLocalPort();
    }
  }

  /** The ports of the streams, in their order. */
  public List<Integer> ports() {
    return streams.stream().map(Stream::port).toList();
  }

  /**
   * Begins to send.
   *
   * @param peers where the stream of each port sends to
   * @throws HarnessException when a stream has no peer
   */
  public void start(Map<Integer, InetSocketAddress> peers) {
    try {
      for (Stream stream : streams) {
        InetSocketAddress peer = peers.get(stream.port());
        if (peer == null) {
          throw new HarnessException("the media at port " + stream.port() + " has no peer");
        }
        stream.channel.connect(peer);
        stream.channel.register(selector, SelectionKey.OP_READ, stream);
      }
    } catch (IOException e) {
      throw new HarnessException("cannot connect the media", e);
    }
    thread.setDaemon(true);
    thread.start();
  }

  /** Has all streams fall silent, or speak again; they speak from the start. */
  public void silence(boolean silent) {
    this.silent = silent;
  }

  /** Packets sent so far. */
  public long sent() {
    return sent.get();
  }

  /** Packets that came back so far. */
  public long received() {
    return received.get();
  }

  private void run() {
    long next = System.nanoTime();
    for (int slot = 0; !closed; slot = (slot + 1) % SLOTS) {
      try {
        for (int i = slot; i < streams.size() && !silent; i += SLOTS) {
          send(streams.get(i));
        }
        selector.selectNow(this::receive);
      } catch (IOException e) {
        throw new HarnessException("the media broke off", e);
      }
      next += SLOT_NANOS;
      long wait = next - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
    }
  }

  /** RFC 3550 §5.1. */
  private void send(Stream stream) throws IOException {
    outgoing.clear();
    outgoing.put(VERSION_2).put((byte) 0).putShort(stream.sequence++);
    outgoing.putInt(stream.timestamp).putInt(stream.ssrc);
    outgoing.position(0).limit(HEADER + PAYLOAD);
    stream.timestamp += PAYLOAD;
    try {
      if (stream.channel.write(outgoing) > 0) {
        sent.lazySet(sent.get() + 1);
      }
    } catch (PortUnreachableException e) {
      // The call is over; the count of what comes back shows it.
      return;
    }
  }

  private void receive(SelectionKey key) {
    incoming.clear();
    try {
      if (((Stream) key.attachment()).channel.read(incoming) > 0) {
        received.lazySet(received.get() + 1);
      }
    } catch (IOException e) {
      // As when sending: the port at the other end is closed.
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
      selector.close();
      for (Stream stream : streams) {
        stream.channel.close();
      }
    } catch (IOException e) {
      throw new HarnessException("cannot close the media", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("interrupted", e);
    }
  }
}
