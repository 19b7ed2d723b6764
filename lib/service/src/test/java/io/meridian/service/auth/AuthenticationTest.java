package io.meridian.service.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.config.ConfigException;
import io.meridian.service.budget.ByteBudget;
import io.meridian.service.http.EventLoops;
import io.meridian.service.http.HttpLimits;
import io.meridian.service.http.HttpMetrics;
import io.meridian.service.http.HttpServer;
import io.meridian.service.http.HttpSettings;
import io.meridian.service.http.ListenAddress;
import io.meridian.service.http.Response;
import io.meridian.service.http.Route;
import io.meridian.service.tenant.TenantResolver;
import io.meridian.service.tenant.TenantSettings;
import io.meridian.service.tls.ClientTls;
import io.meridian.service.tls.ClientTlsFiles;
import io.meridian.service.tls.KeyPairFiles;
import io.meridian.service.tls.ServerTls;
import io.meridian.service.tls.TestCertificate;
import io.meridian.service.trace.Tracing;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of {@code --http.config}, over real connections. */
final class AuthenticationTest {
  private static final String HASH = "$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";

  @TempDir Path folder;

  private final EventLoops loops = EventLoops.ofMachine();
  private @Nullable HttpServer server;

  private void serve(Optional<ServerTls> tls, List<Route> routes) throws Exception {
    HttpSettings settings =
        new HttpSettings(
            "test",
            new ListenAddress("127.0.0.1", 0),
            HttpLimits.DEFAULT,
            new ByteBudget("bodies", 1 << 20, 1),
            tls,
            Tracing.NONE);
    HttpServer starting =
        new HttpServer(loops, settings, routes, new HttpMetrics(new PrometheusRegistry()));
    starting.start();
    server = starting;
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.drain(Duration.ZERO);
      server.stop();
    }
    loops.stop();
  }

  private WebConfig config(String yaml) throws IOException {
    return WebConfig.read(Files.writeString(folder.resolve("web.yml"), yaml)).value();
  }

  private HttpResponse<String> get(HttpClient client, String scheme, String path, String... shown)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create(scheme + "://localhost:" + Objects.requireNonNull(server).port() + path));
    for (String each : shown) {
      request.header("Authorization", each);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  @Test
  void letsInUsersAndTokens() throws Exception {
    Authentication gate =
        new Authentication(
            config("basic_auth_users: {ann: '" + HASH + "'}\nbearer_tokens: [t-1, t-2]\n"));
    List<Route> routes =
        List.of(
            Route.get("/", _ -> Response.text(200, "in")),
            Route.get("/-/healthy", _ -> Response.text(200, "healthy")));
    serve(Optional.empty(), gate.protect(routes));
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (String right : List.of(basic("ann:secret"), basic("ann:secret"), "Bearer t-2")) {
        assertThat(get(client, "http", "/", right).statusCode()).as(right).isEqualTo(200);
      }
      for (String wrong :
          List.of(basic("ann:wrong"), basic("bob:secret"), "Basic ?", "Bearer t", "Digest x")) {
        assertThat(get(client, "http", "/", wrong).statusCode()).as(wrong).isEqualTo(401);
      }
      HttpResponse<String> none = get(client, "http", "/");
      assertThat(none.headers().allValues("www-authenticate"))
          .containsExactly("Basic realm=\"meridian\"", "Bearer");
      assertThat(get(client, "http", "/-/healthy").statusCode()).isEqualTo(200);

      gate.use(WebConfig.open());
      assertThat(get(client, "http", "/").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void readsUsersAndCertificatesAnewAndKeepsThemIfTheFileIsWrong() throws Exception {
    KeyPairFiles own = TestCertificate.make(folder, "server", "EC").write(folder, "server");
    String tls = "tls_server_config: {cert_file: server.crt, key_file: server.key}\n";
    Path file = Files.writeString(folder.resolve("web.yml"), tls + "bearer_tokens: [t-1]\n");
    PortGuard guard = PortGuard.read(Optional.of(file), new ArrayList<>());
    serve(guard.tls(), guard.protect(List.of(Route.get("/", _ -> Response.text(200, "in")))));
    assertThat(guard.files()).contains(file, own.certificate(), own.key());

    try (HttpClient client = client(own, Optional.empty())) {
      assertThat(get(client, "https", "/", "Bearer t-1").statusCode()).isEqualTo(200);
      Files.writeString(file, tls + "bearer_tokens: [t-2]\n");
      guard.prepare().run();
      assertThat(get(client, "https", "/", "Bearer t-1").statusCode()).isEqualTo(401);
      assertThat(get(client, "https", "/", "Bearer t-2").statusCode()).isEqualTo(200);

      Files.writeString(file, "bearer_tokens: [t-3]\n");
      assertThatThrownBy(guard::prepare).hasMessageContaining("tls_server_config");
      Files.writeString(file, tls + "bearer_token: [t-3]\n");
      assertThatThrownBy(guard::prepare).hasMessageContaining("bearer_tokens");
      assertThat(get(client, "https", "/", "Bearer t-2").statusCode()).isEqualTo(200);
    }
  }

  private static final String CLIENTS_SHOW_THEIR_CERTIFICATE =
      """
      tls_server_config:
        cert_file: server.crt
        key_file: server.key
        client_auth_type: RequireAndVerifyClientCert
        client_ca_file: team.crt
      """;

  @Test
  void takesNewCertificatesForNewConnectionsAndKeepsTheOld() throws Exception {
    TestCertificate first = TestCertificate.make(folder, "first", "EC");
    TestCertificate second = TestCertificate.make(folder, "second", "RSA");
    KeyPairFiles own = first.write(folder, "server");
    KeyPairFiles team = first.write(folder, "team");
    Path file = Files.writeString(folder.resolve("web.yml"), CLIENTS_SHOW_THEIR_CERTIFICATE);
    PortGuard guard = PortGuard.read(Optional.of(file), new ArrayList<>());
    serve(guard.tls(), List.of(Route.get("/", _ -> Response.text(200, "in"))));
    assertThat(guard.files()).contains(own.certificate(), own.key(), team.certificate());
    KeyPairFiles old = first.write(folder, "old");
    KeyPairFiles changed = second.write(folder, "changed");
    SSLContext knowsOld = context(old, Optional.of(old));
    SSLContext knowsChanged = context(changed, Optional.of(changed));

    try (SSLSocket early = connect(knowsOld)) {
      assertThat(ask(early)).isEqualTo("in");
      assertThatThrownBy(() -> askAnew(knowsChanged)).isInstanceOf(IOException.class);
      second.write(folder, "server");
      second.write(folder, "team");
      guard.prepare().run();

      assertThat(ask(early)).isEqualTo("in");
      assertThat(askAnew(knowsChanged)).isEqualTo("in");
      assertThatThrownBy(() -> askAnew(knowsOld)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> askAnew(context(changed, Optional.of(old))))
          .as("a client of the authority before")
          .isInstanceOf(IOException.class);
    }
    Files.writeString(own.key(), Files.readString(old.key())); // its certificate is not written yet
    assertThatThrownBy(guard::prepare).hasMessageContaining("is not the key of the certificate");
    assertThat(askAnew(knowsChanged)).isEqualTo("in");
  }

  private SSLSocket connect(SSLContext context) throws IOException {
    int port = Objects.requireNonNull(server).port();
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
    socket.setSoTimeout(60_000);
    return socket;
  }

  /** Asks over a connection that stays; the first two bytes of the body. */
  private static String ask(SSLSocket socket) throws IOException {
    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
    StringBuilder answer = new StringBuilder();
    while (!answer.toString().endsWith("\r\n\r\nin\n")) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("the connection ended behind \"" + answer + '"');
      }
      answer.append((char) next);
    }
    assertThat(answer.toString()).startsWith("HTTP/1.1 200 ");
    return "in";
  }

  private String askAnew(SSLContext context) throws IOException {
    try (SSLSocket socket = connect(context)) {
      return ask(socket);
    }
  }

  @Test
  void findsTheTenantInTheClientsCertificate() throws Exception {
    KeyPairFiles own = TestCertificate.make(folder, "server", "EC").write(folder, "server");
    KeyPairFiles team =
        TestCertificate.make(folder, "team", "EC", "CN=agent-7, OU=team-a, O=shop")
            .write(folder, "team");
    List<Route> routes = new ArrayList<>();
    for (TenantSettings.CertificateField field : TenantSettings.CertificateField.values()) {
      TenantResolver tenants =
          new TenantResolver(new TenantSettings("T", Optional.of(field), "default-tenant"));
      routes.add(Route.get("/" + field, request -> Response.text(200, tenants.tenant(request))));
    }
    serve(config(CLIENTS_SHOW_THEIR_CERTIFICATE).openTls(folder.resolve("web.yml")), routes);

    try (HttpClient client = client(own, Optional.of(team))) {
      assertThat(get(client, "https", "/COMMONNAME").body()).isEqualTo("agent-7\n");
      assertThat(get(client, "https", "/ORGANIZATIONALUNIT").body()).isEqualTo("team-a\n");
      assertThat(get(client, "https", "/ORGANIZATION").body()).isEqualTo("shop\n");
    }
    try (HttpClient stranger = client(own, Optional.empty())) {
      assertThatThrownBy(() -> get(stranger, "https", "/COMMONNAME"))
          .isInstanceOf(IOException.class);
    }
  }

  private static HttpClient client(KeyPairFiles server, Optional<KeyPairFiles> own)
      throws Exception {
    return HttpClient.newBuilder().sslContext(context(server, own)).build();
  }

  private static SSLContext context(KeyPairFiles server, Optional<KeyPairFiles> own)
      throws Exception {
    ClientTls tls =
        new ClientTls(
            new ClientTlsFiles(Optional.of(server.certificate()), own, Optional.empty(), false));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        tls.keys().map(keys -> new KeyManager[] {keys}).orElse(new KeyManager[0]),
        new TrustManager[] {tls.servers()},
        null);
    return context;
  }

  @Test
  void saysWhatIsWrongInTheFile() {
    assertThatThrownBy(() -> config("basic_auth_users: {ann: secret}\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("web.yml:1:1: basic_auth_users: the password of ann is no bcrypt")
        .hasMessageContaining("htpasswd -nBC 10 ann")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() ->
            config(
                "tls_server_config: {cert_file: a, key_file: b, client_auth_type:"
                    + " RequireAndVerifyClientCert}"))
        .hasMessageContaining("add client_ca_file");
  }
}
