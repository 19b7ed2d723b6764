package io.meridian.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import io.meridian.service.tls.ClientTls;
import io.meridian.service.tls.ClientTlsFiles;
import io.meridian.service.tls.KeyPairFiles;
import io.meridian.service.tls.ServerTls;
import io.meridian.service.tls.TestCertificate;
import io.meridian.service.tls.TlsFileException;
import io.meridian.service.tls.TlsVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates on real connections, and their change. */
final class RpcTlsTest {
  private static final MethodDescriptor<WireMessage, WireMessage> ECHO =
      RawMethod.unary("test.Echo/Echo");
  private static final ServiceDescriptor SERVICE =
      ServiceDescriptor.newBuilder("test.Echo").addMethod(ECHO).build();

  @TempDir
  @SuppressWarnings("NullAway.Init") // before all tests
  private static Path folder;

  @SuppressWarnings("NullAway.Init") // before all tests
  private static TestCertificate first;

  @SuppressWarnings("NullAway.Init") // before all tests
  private static TestCertificate second;

  @SuppressWarnings("NullAway.Init") // before each test
  private KeyPairFiles serverFiles;

  @SuppressWarnings("NullAway.Init") // before each test
  private KeyPairFiles clientFiles;

  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void makeCertificates() throws Exception {
    first = TestCertificate.make(folder, "first", "EC");
    second = TestCertificate.make(folder, "second", "RSA");
  }

  @BeforeEach
  void writeFiles() throws Exception {
    serverFiles = first.write(folder, "server");
    clientFiles = first.write(folder, "client");
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private RpcServer serve(ServerTls tls) {
    RpcServer server =
        RpcServer.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .service(RawService.of(SERVICE).unary(ECHO, (_, request) -> request).definition())
            .tls(tls)
            .start();
    open.add(server);
    return server;
  }

  private RpcChannel dial(RpcServer server, ClientTls tls) {
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    RpcChannel channel = RpcChannel.to(host + ":" + server.port()).tls(tls).open();
    open.add(channel);
    return channel;
  }

  private static ClientTls trusting(Path ca, Optional<KeyPairFiles> pair) {
    return new ClientTls(new ClientTlsFiles(Optional.of(ca), pair, Optional.empty(), false));
  }

  private static int echo(RpcChannel channel) {
    WireMessage question = WireMessage.of(new byte[10]);
    return channel.call(ECHO, "t", question, Duration.ofSeconds(20)).length();
  }

  @Test
  void servesWhomItsClientsTrust() {
    RpcServer server = serve(new ServerTls(serverFiles, Optional.empty(), TlsVersion.V1_3));
    Path ca = serverFiles.certificate();

    assertThat(echo(dial(server, trusting(ca, Optional.empty())))).isEqualTo(10);
    ClientTls careless =
        new ClientTls(
            new ClientTlsFiles(Optional.empty(), Optional.empty(), Optional.empty(), true));
    assertThat(echo(dial(server, careless))).isEqualTo(10);
    ClientTls runtimes =
        new ClientTls(
            new ClientTlsFiles(Optional.empty(), Optional.empty(), Optional.empty(), false));
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> echo(dial(server, runtimes)))
        .withMessageContaining("UNAVAILABLE");
    ClientTls otherName =
        new ClientTls(
            new ClientTlsFiles(
                Optional.of(ca), Optional.empty(), Optional.of("elsewhere.test"), false));
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> echo(dial(server, otherName)))
        .withMessageContaining("UNAVAILABLE");
    ClientTls rightName =
        new ClientTls(
            new ClientTlsFiles(Optional.of(ca), Optional.empty(), Optional.of("localhost"), false));
    assertThat(echo(dial(server, rightName))).isEqualTo(10);
  }

  @Test
  void asksClientsForTheirCertificate() throws Exception {
    Path clientCa = clientFiles.certificate();
    RpcServer server = serve(new ServerTls(serverFiles, Optional.of(clientCa), TlsVersion.V1_2));
    Path ca = serverFiles.certificate();

    assertThat(echo(dial(server, trusting(ca, Optional.of(clientFiles))))).isEqualTo(10);
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> echo(dial(server, trusting(ca, Optional.empty()))))
        .withMessageContaining("UNAVAILABLE");
    KeyPairFiles stranger = second.write(folder, "stranger");
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> echo(dial(server, trusting(ca, Optional.of(stranger)))))
        .withMessageContaining("UNAVAILABLE");
  }

  @Test
  void takesNewFilesForNewConnectionsAndKeepsTheOld() throws Exception {
    ServerTls tls =
        new ServerTls(serverFiles, Optional.of(clientFiles.certificate()), TlsVersion.V1_2);
    RpcServer server = serve(tls);
    KeyPairFiles old = first.write(folder, "old");
    RpcChannel early = dial(server, trusting(old.certificate(), Optional.of(old)));
    assertThat(echo(early)).isEqualTo(10);
    tls.prepare().run();
    assertThat(echo(early)).isEqualTo(10);

    second.write(folder, "server");
    second.write(folder, "client");

    tls.prepare().run();
    assertThat(echo(early)).isEqualTo(10);
    KeyPairFiles changed = second.write(folder, "changed");
    assertThat(echo(dial(server, trusting(changed.certificate(), Optional.of(changed)))))
        .isEqualTo(10);
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> echo(dial(server, trusting(old.certificate(), Optional.of(old)))));
  }

  @Test
  void keepsWhatItHasWhereNewFilesCannotBeUsed() throws Exception {
    ServerTls tls = new ServerTls(serverFiles, Optional.empty(), TlsVersion.V1_2);
    RpcServer server = serve(tls);
    KeyPairFiles old = first.write(folder, "old");

    second.write(folder, "server");
    Files.writeString(serverFiles.key(), Files.readString(old.key())); // not written yet

    assertThatExceptionOfType(TlsFileException.class)
        .isThrownBy(tls::prepare)
        .withMessageContaining("server.key: is not the key of the certificate in");
    assertThat(echo(dial(server, trusting(old.certificate(), Optional.empty())))).isEqualTo(10);
    second.write(folder, "server");
    tls.prepare().run();
    KeyPairFiles changed = second.write(folder, "changed");
    assertThat(echo(dial(server, trusting(changed.certificate(), Optional.empty())))).isEqualTo(10);
  }

  @Test
  void changesWhatAClientShowsAndTrusts() throws Exception {
    ClientTls client = trusting(clientFiles.certificate(), Optional.of(clientFiles));
    second.write(folder, "client");
    client.prepare().run();
    assertThat(client.files())
        .containsExactlyInAnyOrder(
            clientFiles.certificate(), clientFiles.certificate(), clientFiles.key());
    KeyPairFiles serverSecond = second.write(folder, "server");
    RpcServer server =
        serve(
            new ServerTls(serverSecond, Optional.of(serverSecond.certificate()), TlsVersion.V1_2));

    assertThat(echo(dial(server, client))).isEqualTo(10);
    Instant thirtyDays = Instant.now().plus(30, ChronoUnit.DAYS);
    assertThat(client.expiry()).isBetween(thirtyDays.minusSeconds(600), thirtyDays);
  }
}
