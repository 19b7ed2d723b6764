package io.meridian.querier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.config.ConfigException;
import io.meridian.service.grpc.Compression;
import io.meridian.storeapi.dial.Endpoints;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where stores are, by flags and by Thanos' file of endpoints. */
final class EndpointSourcesTest {
  private static final StoreDialler PLAIN = new StoreDialler(Optional.empty(), Compression.NONE);

  @TempDir private Path folder;

  private static EndpointSources sources(String... flags) {
    return new EndpointSources(RunningQuerier.settings(flags).fleet(), PLAIN, List.of());
  }

  private static StoreDialler dialler(Endpoints.Source source) {
    return (StoreDialler) source.dialler();
  }

  @Test
  void takesEndpointsOfAllKinds() {
    List<Endpoints.Source> sources =
        sources(
                "--endpoint=127.0.0.1:1",
                "--endpoint=dnssrv+_grpc._tcp.stores.example",
                "--endpoint-strict=127.0.0.1:2",
                "--endpoint-group=localhost:3")
            .get();

    assertThat(sources)
        .extracting(Endpoints.Source::strict)
        .containsExactly(false, false, true, false);
    assertThat(sources.getFirst().addresses().addresses()).containsExactly("127.0.0.1:1");
    assertThat(sources.getLast().group()).contains("localhost:3");
    assertThat(sources.getLast().addresses().addresses())
        .isNotEmpty()
        .allMatch(address -> address.endsWith(":3"));
  }

  @Test
  void speaksToEachEndpointAsTheFileSays() {
    String yaml =
        """
        default_client_config:
          compression: snappy
        endpoints:
          - address: 127.0.0.1:1
          - address: 127.0.0.1:2
            strict: true
            client_config:
              tls_config:
                insecure_skip_verify: true
              server_name: stores
          - address: 127.0.0.1:3
            group: true
            client_config:
              tls_config:
                enabled: false
                insecure_skip_verify: true
        """;
    EndpointSources of = sources("--endpoint.sd-config=" + yaml);
    List<Endpoints.Source> sources = of.get();

    assertThat(dialler(sources.get(0)))
        .isEqualTo(new StoreDialler(Optional.empty(), Compression.SNAPPY));
    assertThat(dialler(sources.get(1)).tls()).isPresent();
    assertThat(dialler(sources.get(1)).tls().orElseThrow().serverName()).contains("stores");
    assertThat(sources.get(1).strict()).isTrue();
    assertThat(dialler(sources.get(2)).tls()).isEmpty();
    assertThat(sources.get(2).group()).contains("127.0.0.1:3");
    assertThat(of.get()).isEqualTo(sources); // so that connections stay
  }

  @Test
  void followsTheFileAndKeepsWhatItReadWhenThatBreaks() throws IOException {
    Path file = folder.resolve("stores.yaml");
    Files.writeString(file, "endpoints:\n- address: 127.0.0.1:1\n");
    EndpointSources sources = sources("--endpoint.sd-config-file=" + file);
    assertThat(addresses(sources)).containsExactly("127.0.0.1:1");

    Files.writeString(file, "endpoints:\n- address: 127.0.0.1:2\n- address: 127.0.0.1:3\n");
    assertThat(addresses(sources)).containsExactly("127.0.0.1:2", "127.0.0.1:3");

    Files.writeString(file, "endpoints:\n- adress: 127.0.0.1:4\n");
    assertThat(addresses(sources)).containsExactly("127.0.0.1:2", "127.0.0.1:3");
    assertThatThrownBy(() -> sources("--endpoint.sd-config-file=" + file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("address");
  }

  @Test
  void readsCertificatesAgainThatTheFileNames() throws IOException, InterruptedException {
    Path ca = folder.resolve("ca.pem");
    String one = certificate("one");
    String other = certificate("other");
    Files.writeString(ca, one);
    EndpointSources sources =
        sources(
            "--endpoint.sd-config={endpoints: [{address: '127.0.0.1:1', client_config:"
                + " {tls_config: {ca_file: '%s'}}}]}".formatted(ca));
    StoreDialler dialler = dialler(sources.get().getFirst());
    assertThat(trusted(dialler)).containsExactly("CN=one");

    Files.writeString(ca, other);
    assertThat(dialler(sources.get().getFirst())).isEqualTo(dialler);
    assertThat(trusted(dialler)).containsExactly("CN=other");

    Files.writeString(ca, "nothing of the kind");
    sources.get();
    assertThat(trusted(dialler)).containsExactly("CN=other");

    Files.writeString(ca, one);
    sources.get();
    assertThat(trusted(dialler)).containsExactly("CN=one");
  }

  private static List<String> trusted(StoreDialler dialler) {
    return Arrays.stream(dialler.tls().orElseThrow().servers().getAcceptedIssuers())
        .map(each -> each.getSubjectX500Principal().getName())
        .toList();
  }

  /** A certificate that signs itself, as PEM, made by the JDK's keytool. */
  private String certificate(String name) throws IOException, InterruptedException {
    String store = folder.resolve(name + ".p12").toString();
    keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-keystore", store);
    return keytool("-exportcert", "-rfc", "-keystore", store);
  }

  private static String keytool(String... more) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-alias", "own", "-storepass", "password"));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static List<String> addresses(EndpointSources sources) {
    return sources.get().stream()
        .flatMap(source -> source.addresses().addresses().stream())
        .toList();
  }

  @Test
  void saysWhatIsWrongInTheFile() {
    assertThatThrownBy(
            () -> sources("--endpoint.sd-config=endpoints: [{address: dns+x:1, strict: true}]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("endpoints[0]")
        .hasMessageContaining("looked up");
    assertThatThrownBy(() ->
            sources(
                "--endpoint.sd-config="
                    + "{endpoints: [{address: 'x:1', client_config: {compression: lz4}}]}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none or snappy");
  }
}
