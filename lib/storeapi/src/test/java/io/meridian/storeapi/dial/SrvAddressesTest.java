package io.meridian.storeapi.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.UnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** SRV records of a name server that answers everything alike. */
class SrvAddressesTest {
  private static final int RESPONSE = 0x8580;
  private static final int NO_SUCH_NAME = 0x8583;
  private static final int SRV = 33;

  /** A name server on loopback. */
  private static final class NameServer implements AutoCloseable {
    private final DatagramSocket socket;
    private final List<String> hosts;

    /** Answers with records of these hosts, port 10900 and on; with none there is no such name. */
    NameServer(String... hosts) throws IOException {
      this.hosts = List.of(hosts);
      socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Thread.ofVirtual().start(this::serve);
    }

    String url() {
      return "dns://127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
      byte[] buffer = new byte[512];
      try {
        while (true) {
          DatagramPacket question = new DatagramPacket(buffer, buffer.length);
          socket.receive(question);
          byte[] answer = answer(buffer, question.getLength());
          socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
        }
      } catch (IOException e) {
        // closed
      }
    }

    private byte[] answer(byte[] question, int length) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.write(question, 0, 2);
      out.writeShort(hosts.isEmpty() ? NO_SUCH_NAME : RESPONSE);
      out.writeShort(1);
      out.writeShort(hosts.size());
      out.writeInt(0);
      int end = 12;
      while (question[end] != 0) {
        end += 1 + question[end];
      }
      out.write(question, 12, Math.min(length, end + 5) - 12);
      for (int i = 0; i < hosts.size(); i++) {
        byte[] host = name(hosts.get(i));
        out.writeShort(0xc00c); // the name asked for
        out.writeShort(SRV);
        out.writeShort(1);
        out.writeInt(60);
        out.writeShort(6 + host.length);
        out.writeShort(0);
        out.writeShort(5);
        out.writeShort(10_900 + i);
        out.write(host);
      }
      return bytes.toByteArray();
    }

    private static byte[] name(String host) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (String label : host.split("\\.", -1)) {
        bytes.write(label.length());
        bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
      }
      bytes.write(0);
      return bytes.toByteArray();
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private static NameServer server(String... hosts) {
    try {
      return new NameServer(hosts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void findsHostsAndPorts() {
    String name = "_grpc._tcp.stores.example";
    try (NameServer dns = server("localhost", "b.stores.example")) {
      assertThat(new SrvAddresses(name, false, dns.url()).addresses())
          .containsExactly("b.stores.example:10901", "localhost:10900");
      assertThat(new SrvAddresses(name + ":7", false, dns.url()).addresses())
          .containsExactly("b.stores.example:7", "localhost:7");
    }
    try (NameServer dns = server("localhost")) {
      assertThat(new SrvAddresses(name, true, dns.url()).addresses())
          .isNotEmpty()
          .allMatch(address -> address.endsWith(":10900") && !address.startsWith("localhost"));
    }
  }

  @Test
  void saysThatANameHasNoRecords() {
    try (NameServer dns = server()) {
      SrvAddresses of = new SrvAddresses("_grpc._tcp.nobody.example", false, dns.url());
      assertThatThrownBy(of::addresses)
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("_grpc._tcp.nobody.example has no SRV records");
    }
  }

  @Test
  void readsWhatCommandLinesSay() {
    assertThat(AddressSource.named("a:1").addresses()).containsExactly("a:1");
    assertThat(AddressSource.named("dns+a:1")).isInstanceOf(DnsAddresses.class);
    assertThat(AddressSource.named("dnssrv+a")).isInstanceOf(SrvAddresses.class);
    assertThat(AddressSource.named("dnssrvnoa+a")).isInstanceOf(SrvAddresses.class);
    assertThatThrownBy(() -> AddressSource.named("a")).isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> AddressSource.named("x+a:1"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("dnssrvnoa+name");
  }
}
