package io.meridian.cli.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.config.ConfigException;
import io.meridian.config.ConfigProblem;
import io.meridian.service.flag.FlagSet;
import io.meridian.service.flag.FlagSet.Request;
import io.meridian.service.process.RpcPlace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AllSettingsTest {
  private final List<ConfigProblem> warnings = new ArrayList<>();

  private static AllSettings read(String... arguments) {
    if (new FlagSet<>(AllSettings.class).read(List.of(arguments))
        instanceof Request.Run<AllSettings>(var settings, _)) {
      return settings;
    }
    throw new AssertionError("nothing to run");
  }

  @Test
  void keepsEverythingUnderOneFolder() {
    AllSettings settings = read("--data-dir=/tmp/it's here");

    assertThat(settings.receiver(warnings).tsdb().path())
        .isEqualTo(Path.of("/tmp/it's here/receiver"));
    assertThat(settings.gateway(warnings).blocks().dataDir())
        .isEqualTo(Path.of("/tmp/it's here/store-gateway"));
    assertThat(settings.receiver(warnings).objstore().read(warnings))
        .isEqualTo(settings.gateway(warnings).objstore().read(warnings))
        .get()
        .hasToString("Folder[directory=/tmp/it's here/bucket, prefix=]");
    assertThat(warnings).isEmpty();
  }

  @Test
  void givesEachServiceItsFlags() {
    AllSettings settings =
        read(
            "--remote-write.address=127.0.0.1:1",
            "--http-address=127.0.0.1:2",
            "--grpc-address=127.0.0.1:3",
            "--tsdb.retention=6h",
            "--query.replica-label=replica",
            "--replica=zone-a");

    assertThat(settings.receiver(warnings).remoteWrite().address()).isEqualTo("127.0.0.1:1");
    assertThat(settings.receiver(warnings).tsdb().retention()).isEqualTo(Duration.ofHours(6));
    assertThat(settings.receiver(warnings).labels()).containsExactly("receive_replica=\"zone-a\"");
    assertThat(settings.querier(warnings).http().address()).isEqualTo("127.0.0.1:2");
    assertThat(settings.querier(warnings).grpc().address()).isEqualTo("127.0.0.1:3");
    assertThat(settings.querier(warnings).query().replicaLabels()).containsExactly("replica");
  }

  @Test
  void hasServicesAskEachOtherInMemoryUnlessGrpcIsAskedFor() {
    AllSettings usual = read();
    AllSettings byGrpc = read("--hops.grpc");

    assertThat(usual.receiver(warnings).grpc().open()).isEqualTo(new RpcPlace.Within("receiver"));
    assertThat(usual.gateway(warnings).grpc().open())
        .isEqualTo(new RpcPlace.Within("store-gateway"));
    assertThat(byGrpc.receiver(warnings).grpc().address()).isEqualTo("127.0.0.1:0");
    assertThat(byGrpc.gateway(warnings).grpc().address()).isEqualTo("127.0.0.1:0");
  }

  @Test
  void namesTheNearestFlag() {
    assertThatThrownBy(() -> read("--data-dri=x"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--data-dir");
  }
}
