package io.tandem.net;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes event loops, native epoll where the platform has it and NIO elsewhere, and names the
 * channel classes that fit a given group. The caller owns the group and shuts it down.
 */
public final class EventLoops {
  private EventLoops() {}

  /**
   * The best loops of this platform.
   *
   * @param threads how many loops; one a core is right
   * @param name prefix of the threads' names
   */
  public static EventLoopGroup create(int threads, String name) {
    return create(threads, name, Epoll.isAvailable());
  }

  /** Loops on the JDK's own selectors, whatever the platform offers. */
  public static EventLoopGroup createNio(int threads, String name) {
    return create(threads, name, false);
  }

  private static EventLoopGroup create(int threads, String name, boolean epoll) {
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name), io);
  }

  /** Whether {@code group} runs on native epoll, and so knows SO_REUSEPORT and recvmmsg. */
  public static boolean isEpoll(EventLoopGroup group) {
    return group instanceof IoEventLoopGroup io && io.isIoType(EpollIoHandler.class);
  }

  /**
   * UDP channels of {@code address}'s own family: a socket of both families would show IPv4 peers
   * in their IPv6 disguise.
   */
  public static ChannelFactory<DatagramChannel> datagramChannels(
      EventLoopGroup group, InetAddress address) {
    SocketProtocolFamily family =
        address instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    return isEpoll(group)
        ? () -> new EpollDatagramChannel(family)
        : () -> new NioDatagramChannel(family);
  }

  /** Listening TCP channels for {@code group}. */
  public static Class<? extends ServerSocketChannel> serverChannelClass(EventLoopGroup group) {
    return isEpoll(group) ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** Outgoing TCP channels for {@code group}. */
  public static Class<? extends SocketChannel> socketChannelClass(EventLoopGroup group) {
    return isEpoll(group) ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** The loops of {@code group}, in its order. */
  public static List<EventLoop> loopsOf(EventLoopGroup group) {
    List<EventLoop> loops = new ArrayList<>();
    for (EventExecutor loop : group) {
      loops.add((EventLoop) loop);
    }
    return List.copyOf(loops);
  }
}
