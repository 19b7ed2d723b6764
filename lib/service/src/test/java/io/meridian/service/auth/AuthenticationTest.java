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

  @Test
  void findsTheTenantInTheClientsCertificate() throws Exception {
    KeyPairFiles own = TestCertificate.make(folder, "server", "EC").write(folder, "server");
    KeyPairFiles team = TestCertificate.make(folder, "team-a", "EC").write(folder, "team-a");
    WebConfig config =
        config(
            """
            tls_server_config:
              cert_file: server.crt
              key_file: server.key
              client_auth_type: RequireAndVerifyClientCert
              client_ca_file: team-a.crt
            """);
    TenantResolver tenants =
        new TenantResolver(
            new TenantSettings(
                "T", Optional.of(TenantSettings.CertificateField.COMMONNAME), "default-tenant"));
    serve(
        config.openTls(folder.resolve("web.yml")),
        List.of(Route.get("/", request -> Response.text(200, tenants.tenant(request)))));

    try (HttpClient client = client(own, Optional.of(team))) {
      assertThat(get(client, "https", "/").body()).isEqualTo("team-a\n");
    }
    try (HttpClient stranger = client(own, Optional.empty())) {
      assertThatThrownBy(() -> get(stranger, "https", "/")).isInstanceOf(IOException.class);
    }
  }

  private static HttpClient client(KeyPairFiles server, Optional<KeyPairFiles> own)
      throws Exception {
    ClientTls tls =
        new ClientTls(
            new ClientTlsFiles(Optional.of(server.certificate()), own, Optional.empty(), false));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        tls.keys().map(keys -> new KeyManager[] {keys}).orElse(new KeyManager[0]),
        new TrustManager[] {tls.servers()},
        null);
    return HttpClient.newBuilder().sslContext(context).build();
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
