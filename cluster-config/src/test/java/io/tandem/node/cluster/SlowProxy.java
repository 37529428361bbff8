package io.tandem.node.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Stands before a server and holds back its answers, each by the same time, or is not there. */
final class SlowProxy implements AutoCloseable {
  private final InetSocketAddress server;
  private final ServerSocket door;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean refusing;
  private final AtomicLong answers = new AtomicLong();

  /** Listens on a free port of loopback. */
  SlowProxy(InetSocketAddress server) throws IOException {
    this(server, "127.0.0.1");
  }

  /** Listens on a free port of {@code address}. */
  SlowProxy(InetSocketAddress server, String address) throws IOException {
    this.server = server;
    this.door = new ServerSocket(0, 50, InetAddress.getByName(address));
    thread(this::accept);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) door.getLocalSocketAddress();
  }

  /** From now on answers take so much longer. */
  void delay(Duration longer) {
    delay = longer;
  }

  /** Hangs up on all who are connected and, from now on, on all who come; or takes them again. */
  void refuse(boolean all) {
    refusing = all;
    if (all) {
      sockets.forEach(SlowProxy::hangUp);
    }
  }

  private static void hangUp(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many pieces of answers have come through. */
  long answers() {
    return answers.get();
  }

  private void accept() {
    try {
      while (true) {
        var client = door.accept();
        if (refusing) {
          client.close();
          continue;
        }
        var upstream = new Socket(server.getAddress(), server.getPort());
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(upstream);
        thread(() -> pass(client, upstream));
        thread(() -> passLater(upstream, client));
      }
    } catch (IOException e) {
      close();
    }
  }

  private void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      sockets.remove(from); // one of them has hung up, and both are closed
    }
  }

  private void passLater(Socket from, Socket to) {
    ScheduledExecutorService line = Executors.newSingleThreadScheduledExecutor();
    var waiting = new ConcurrentLinkedQueue<byte[]>(); // keeps the order when the delay changes
    try (from;
        to) {
      var in = from.getInputStream();
      var buffer = new byte[65536];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        waiting.add(Arrays.copyOf(buffer, length));
        line.schedule(() -> deliver(waiting.remove(), to), delay.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (IOException e) {
      sockets.remove(from); // one of them has hung up, and both are closed
    } finally {
      line.shutdownNow();
    }
  }

  private void deliver(byte[] piece, Socket to) {
    try {
      to.getOutputStream().write(piece);
      answers.incrementAndGet();
    } catch (IOException e) {
      sockets.remove(to); // nobody waits for it any more
    }
  }

  private static void thread(Runnable work) {
    var thread = new Thread(work, "slow-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      door.close();
      for (var socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
