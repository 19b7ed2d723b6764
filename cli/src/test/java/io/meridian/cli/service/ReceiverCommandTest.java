package io.meridian.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.cli.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line of a receiver, without running one. */
class ReceiverCommandTest {
  private static final String BUCKET = "{type: FILESYSTEM, config: {directory: /nowhere}}";

  @Test
  void takesTheArgumentsOfAThanosReceiver() {
    Invocation check =
        Invocation.of(
            "receive",
            "check-config",
            "--grpc-address=0.0.0.0:10901",
            "--http-address=0.0.0.0:10902",
            "--remote-write.address",
            "0.0.0.0:19291",
            "--tsdb.path=/var/thanos/receive",
            "--tsdb.retention=2d",
            "--tsdb.out-of-order.time-window=1h30m",
            "--tsdb.wal-compression",
            "--label=receive_replica=\"r0\"",
            "--label",
            "region=\"eu \\\"west\\\"\"",
            "--objstore.config=" + BUCKET,
            "--receive.replication-factor=1",
            "--receive.local-endpoint=127.0.0.1:10901",
            "--receive.hashrings=[{\"endpoints\": [\"127.0.0.1:10901\", \"127.0.0.1:10904\"]}]",
            "--receive.grpc-compression=snappy",
            "--receive.limits-config={write: {default: {head_series_limit: 1000}}}",
            "--log.level=info");

    assertThat(check.exitCode()).as(check.err()).isZero();
    assertThat(check.err())
        .contains("--receive.grpc-compression")
        .contains("--tsdb.wal-compression")
        .doesNotContain("--log.level");
  }

  @Test
  void helpsOnOnePage() {
    Invocation help = Invocation.of("receiver", "--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("--remote-write.address", "0.0.0.0:19291", "--tsdb.retention");
    assertThat(help.out().lines().count()).isLessThan(100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--tsdb.retentoin=1d | did you mean --tsdb.retention?",
        "--receive.replication-factor=0 | keep one copy at least",
        "--label=region=eu | which is no label; write name=\"value\" with its quotes",
        "--remote-write.server-tls-cert=a | stands without its other half",
        "--remote-write.address=nowhere | is no address to listen on",
        "--tsdb.retention=-1d | is negative",
        "--receive.limits-config={write: {defualt: {}}} | default",
        "--objstore.config={type: FILESYSTEM, config: {directory: /x}} | give --label"
            + " receive_replica",
      })
  void refusesWhatItCannotDo(String flag, String said) {
    Invocation refused = Invocation.of("receiver", "check-config", flag);

    assertThat(refused.exitCode()).isNotZero().isNotEqualTo(70);
    assertThat(refused.err()).contains(said);
  }

  @Test
  void saysWhatIsWrongWithThePasswordsOfThePort(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("web.yml"), "basic_auth_users: {ann: secret}");

    Invocation refused = Invocation.of("receiver", "check-config", "--http.config=" + file);

    assertThat(refused.exitCode()).isNotZero().isNotEqualTo(70);
    assertThat(refused.err()).contains("web.yml", "ann is no bcrypt hash").doesNotContain("secret");
  }

  @Test
  void readsWhatHasNoFlagFromAFile(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("receiver.yaml"),
            """
            tsdb: {retention: 1d, sync: request}
            labels: ['receive_replica="r1"']
            recieve: {}
            """);

    Invocation refused =
        Invocation.of("receiver", "check-config", "--config.file=" + file, "--tsdb.retention=2d");

    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err()).contains("receiver.yaml:3").contains("receive");
  }
}
