package io.meridian.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.meridian.testkit.ExternalProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code aws_sdk_auth}: credentials that the environment of a process has. */
final class AmbientCredentialsTest {
  @TempDir Path scratch;

  @SuppressWarnings("NullAway.Init") // before all tests
  private static S3Server store;

  @BeforeAll
  static void start() throws Exception {
    store = S3Server.start();
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  private String read(Map<String, String> environment) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ExternalProgram program =
        ExternalProgram.at(Path.of(java))
            .withEnvironment("AWS_EC2_METADATA_DISABLED", "true")
            .withEnvironment("AWS_CONFIG_FILE", scratch.resolve("none").toString())
            .withEnvironment("AWS_SHARED_CREDENTIALS_FILE", scratch.resolve("none").toString());
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      program = program.withEnvironment(variable.getKey(), variable.getValue());
    }
    String config =
        "{type: S3, config: {bucket: %s, endpoint: \"%s\", insecure: true, aws_sdk_auth: true}}"
            .formatted(S3Server.BUCKET, store.settings().endpoint().getAuthority());
    return program
        .run(
            Duration.ofMinutes(2),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            AmbientReader.class.getName(),
            config)
        .stdout();
  }

  @Test
  void takesKeysFromTheEnvironment() {
    assertThat(read(Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", S3Server.SECRET)))
        .contains("written and read");
  }

  @Test
  void exchangesAWebIdentityForKeys() throws IOException {
    Path token = Files.writeString(scratch.resolve("token"), "who I am");
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    HttpServer tokens = tokenService(asked);
    try {
      String said =
          read(
              Map.of(
                  "AWS_WEB_IDENTITY_TOKEN_FILE",
                  token.toString(),
                  "AWS_ROLE_ARN",
                  "arn:aws:iam::123456789012:role/reader",
                  "AWS_REGION",
                  "us-east-1",
                  "AWS_ENDPOINT_URL_STS",
                  "http://127.0.0.1:" + tokens.getAddress().getPort()));

      assertThat(said).contains("written and read");
      assertThat(asked).hasSize(1);
      assertThat(asked.getFirst())
          .contains("Action=AssumeRoleWithWebIdentity", "WebIdentityToken=who+I+am")
          .contains("role%2Freader");
    } finally {
      tokens.stop(0);
    }
  }

  /** Gives the store's keys, with a session, to whoever asks. */
  private static HttpServer tokenService(List<String> asked) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            asked.add(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                    .replace("%20", "+"));
            byte[] answer =
                """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <AssumeRoleWithWebIdentityResult><Credentials>
                    <AccessKeyId>id</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>
                    <SessionToken>session</SessionToken><Expiration>%s</Expiration>
                  </Credentials></AssumeRoleWithWebIdentityResult>
                </AssumeRoleWithWebIdentityResponse>\
                """
                    .formatted(
                        S3Server.SECRET,
                        Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/xml");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
          }
        });
    server.start();
    return server;
  }

  @Test
  void saysThatThereAreNone() {
    assertThat(read(Map.of()))
        .contains("BucketDeniedException")
        .contains("no credentials were found")
        .contains("check the credentials");
  }
}
