package io.tandem.node;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Speaks as much of Cassandra's native protocol (version 4) as it takes to refuse a password.
 *
 * <pre>
 *  version 1 | flags 1 | stream 2 | opcode 1 | length 4 | body
 * </pre>
 */
final class DenyingCassandra implements Closeable {
  private static final int VERSION = 4;
  private static final int RESPONSE = 0x80;
  private static final int ERROR = 0x00;
  private static final int STARTUP = 0x01;
  private static final int AUTHENTICATE = 0x03;
  private static final int OPTIONS = 0x05;
  private static final int SUPPORTED = 0x06;
  private static final int PROTOCOL_ERROR = 0x000A;
  private static final int BAD_CREDENTIALS = 0x0100;

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

  DenyingCassandra() throws IOException {
    thread(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        thread(() -> serve(socket));
      }
    } catch (SocketException closed) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void serve(Socket socket) {
    try (socket;
        var in = new DataInputStream(socket.getInputStream());
        var out = new DataOutputStream(socket.getOutputStream())) {
      while (true) {
        int version = in.readUnsignedByte();
        in.readByte();
        short stream = in.readShort();
        int opcode = in.readUnsignedByte();
        in.skipNBytes(in.readInt());
        answer(out, stream, version == VERSION ? opcode : -1);
      }
    } catch (EOFException | SocketException gone) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(DataOutputStream out, short stream, int request) throws IOException {
    switch (request) {
      case -1 ->
          send(
              out, stream, ERROR, error(PROTOCOL_ERROR, "Invalid or unsupported protocol version"));
      case OPTIONS -> send(out, stream, SUPPORTED, new byte[2]);
      case STARTUP -> send(out, stream, AUTHENTICATE, text("PasswordAuthenticator"));
      default -> send(out, stream, ERROR, error(BAD_CREDENTIALS, "password are incorrect"));
    }
  }

  private static void send(DataOutputStream out, short stream, int opcode, byte[] body)
      throws IOException {
    var frame = ByteBuffer.allocate(9 + body.length);
    frame.put((byte) (RESPONSE | VERSION)).put((byte) 0).putShort(stream).put((byte) opcode);
    out.write(frame.putInt(body.length).put(body).array());
    out.flush();
  }

  private static byte[] error(int code, String message) {
    byte[] text = text(message);
    return ByteBuffer.allocate(4 + text.length).putInt(code).put(text).array();
  }

  private static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + bytes.length).putShort((short) bytes.length).put(bytes).array();
  }

  private static void thread(Runnable task) {
    var thread = new Thread(task, "denying-cassandra");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
