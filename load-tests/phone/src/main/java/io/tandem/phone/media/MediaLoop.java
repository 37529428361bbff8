package io.tandem.phone.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Iterator;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process's two media threads: one reads all RTP and RTCP sockets, one paces what is sent. Both
 * are daemons and live as long as the process.
 */
public final class MediaLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MediaLoop.class);

  /** Takes one received datagram; called on the reading thread. */
  interface Receiver {
    /**
     * @param data valid during the call only
     */
    void receive(ByteBuffer data, InetSocketAddress source);
  }

  private final Selector selector;
  private final ScheduledThreadPoolExecutor clock;

  /** Starts both threads. */
  public MediaLoop() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    clock = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "rtp-send"));
    clock.setRemoveOnCancelPolicy(true);
    daemon(this::run, "rtp-receive").start();
  }

  ScheduledExecutorService clock() {
    return clock;
  }

  /** Reads the channel from now on, until it is closed. */
  void register(DatagramChannel channel, Receiver receiver) throws IOException {
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, receiver);
    selector.wakeup();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    try {
      selector.close();
    } catch (IOException e) {
      LOG.warn("Closing the selector failed", e);
    }
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(2048);
    try {
      while (selector.isOpen()) {
        selector.select();
        Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
        while (ready.hasNext()) {
          read(ready.next(), buffer);
          ready.remove();
        }
      }
    } catch (ClosedSelectorException e) {
      LOG.debug("Media loop closed");
    } catch (IOException e) {
      LOG.error("Media loop failed", e);
    }
  }

  private static void read(SelectionKey key, ByteBuffer buffer) {
    try {
      DatagramChannel channel = (DatagramChannel) key.channel();
      InetSocketAddress source = (InetSocketAddress) channel.receive(buffer.clear());
      while (source != null) {
        ((Receiver) key.attachment()).receive(buffer.flip(), source);
        source = (InetSocketAddress) channel.receive(buffer.clear());
      }
    } catch (IOException e) {
      LOG.debug("Media socket gone: {}", e.toString());
      key.cancel();
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
