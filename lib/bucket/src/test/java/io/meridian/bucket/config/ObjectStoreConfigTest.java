package io.meridian.bucket.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.S3Credentials;
import io.meridian.bucket.S3Encryption;
import io.meridian.bucket.S3Settings;
import io.meridian.bucket.S3Transport;
import io.meridian.config.Bound;
import io.meridian.config.ConfigException;
import io.meridian.config.ConfigFile;
import io.meridian.config.ConfigProblem;
import io.meridian.config.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ObjectStoreConfigTest {
  @TempDir Path scratch;

  private static Bound<ObjectStoreConfig> read(String yaml) {
    return ObjectStoreConfig.read(
        ConfigFile.of("objstore.yml", yaml)
            .with(name -> Optional.ofNullable(Map.of("SECRET", "hush: #1").get(name))));
  }

  private static S3Settings s3(String keys) {
    String indented = keys.indent(2);
    return read("type: S3\nconfig:\n" + indented).value() instanceof ObjectStoreConfig.S3(var s3, _)
        ? s3
        : S3Settings.of(
            "", URI.create("x"), "", new S3Credentials("", new Secret(""), Optional.empty()));
  }

  /** All keys that Thanos' documentation lists for S3, with the values that it shows. */
  private static final String EVERYTHING =
      """
      type: S3
      config:
        bucket: "metrics"
        endpoint: "s3.eu-west-1.amazonaws.com"
        region: ""
        disable_dualstack: false
        aws_sdk_auth: false
        access_key: "id"
        insecure: false
        signature_version2: false
        secret_key: ${SECRET}
        session_token: ""
        put_user_metadata:
          X-Amz-Storage-Class: STANDARD_IA
          team: a
        http_config:
          idle_conn_timeout: 1m30s
          response_header_timeout: 2m
          insecure_skip_verify: false
          tls_handshake_timeout: 10s
          expect_continue_timeout: 1s
          max_idle_conns: 100
          max_idle_conns_per_host: 100
          max_conns_per_host: 0
          tls_config:
            ca_file: ""
            cert_file: ""
            key_file: ""
            server_name: ""
            insecure_skip_verify: false
          disable_compression: false
        trace:
          enable: false
        list_objects_version: ""
        bucket_lookup_type: auto
        send_content_md5: true
        disable_multipart: false
        part_size: 67108864
        sse_config:
          type: ""
          kms_key_id: ""
          kms_encryption_context: {}
          encryption_key: ""
        sts_endpoint: ""
        max_retries: 0
      prefix: "/cluster//a/"
      """;

  @Test
  void takesEveryKeyOfThanos() {
    Bound<ObjectStoreConfig> bound = read(EVERYTHING);

    assertThat(bound.value().prefix()).isEqualTo("cluster/a");
    assertThat(bound.value()).isInstanceOf(ObjectStoreConfig.S3.class);
    S3Settings settings = ((ObjectStoreConfig.S3) bound.value()).settings();
    assertThat(settings.endpoint()).hasToString("https://s3.eu-west-1.amazonaws.com");
    assertThat(settings.region()).isEqualTo("eu-west-1");
    assertThat(settings.pathStyle()).isFalse();
    assertThat(settings.credentials().orElseThrow().secretKey().reveal()).isEqualTo("hush: #1");
    assertThat(settings.credentials().orElseThrow().sessionToken()).isEmpty();
    assertThat(settings.uploads().metadata()).containsExactly(Map.entry("team", "a"));
    assertThat(settings.uploads().storageClass()).contains("STANDARD_IA");
    assertThat(settings.uploads().partSize()).isEqualTo(64 << 20);
    assertThat(settings.transport()).isEqualTo(S3Transport.PLAIN);
    assertThat(settings.retries()).isEqualTo(S3Settings.DEFAULT_RETRIES);
    assertThat(settings.toString()).doesNotContain("hush");
    assertThat(bound.warnings()).isEmpty();
  }

  @Test
  void readsWhatDiffersFromTheDefaults() throws IOException {
    Path ca = Files.writeString(scratch.resolve("ca.pem"), "");
    S3Settings settings =
        s3(
            """
            bucket: b.c
            endpoint: minio:9000
            insecure: true
            region: here
            part_size: 5MiB
            disable_multipart: true
            max_retries: 2
            checksums: false
            sse_config: {type: SSE-KMS, kms_key_id: k, kms_encryption_context: {a: b}}
            http_config:
              max_conns_per_host: 7
              idle_conn_timeout: 5s
              tls_config: {ca_file: "%s"}
            """
                .formatted(ca));

    assertThat(settings.endpoint()).hasToString("http://minio:9000");
    assertThat(settings.region()).isEqualTo("here");
    assertThat(settings.pathStyle()).isTrue();
    assertThat(settings.credentials()).isEmpty();
    assertThat(settings.uploads().multipart()).isFalse();
    assertThat(settings.uploads().encryption())
        .contains(new S3Encryption.KmsKey("k", Map.of("a", "b")));
    assertThat(settings.retries()).isEqualTo(2);
    assertThat(settings.checksums()).isFalse();
    assertThat(settings.transport().connections()).isEqualTo(7);
    assertThat(settings.transport().idle()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.transport().trust()).isEqualTo(new S3Transport.Trust.Authorities(ca));
  }

  @Test
  void choosesThePlaceOfTheBucketsName() {
    String aws = "endpoint: s3.amazonaws.com\n";
    assertThat(s3("bucket: b\n" + aws).pathStyle()).isFalse();
    assertThat(s3("bucket: b.c\n" + aws).pathStyle()).isTrue();
    assertThat(s3("bucket: b\nendpoint: minio\n").pathStyle()).isTrue();
    assertThat(s3("bucket: b\nbucket_lookup_type: path\n" + aws).pathStyle()).isTrue();
    assertThat(s3("bucket: b\nbucket_lookup_type: virtual-hosted\nendpoint: x\n").pathStyle())
        .isFalse();
    assertThat(s3("bucket: b\nendpoint: s3-us-west-2.amazonaws.com\n").region())
        .isEqualTo("us-west-2");
    assertThat(s3("bucket: b\nendpoint: s3.dualstack.eu-west-3.amazonaws.com\n").region())
        .isEqualTo("eu-west-3");
    assertThat(s3("bucket: b\nendpoint: minio\n").region()).isEqualTo("us-east-1");
  }

  @Test
  void opensAFolderUnderAPrefix() {
    Bound<ObjectStoreConfig> bound =
        read("type: filesystem\nconfig: {directory: " + scratch + "}\nprefix: a\n");

    try (Bucket bucket = bound.value().open()) {
      bucket.put("b", new byte[] {1});
    }

    assertThat(scratch.resolve("a/b")).exists();
    assertThat(bound.warnings()).isEmpty();
  }

  @Test
  void tellsWhatIsWrongAndWhere() {
    Map<String, String> wrong =
        Map.ofEntries(
            Map.entry("type: S3\nconfig: {bucket: b, endpoint: e, acess_key: x}", "3:1"),
            Map.entry("typ: S3", "did you mean type?"),
            Map.entry("type: GCS", "expected one of s3, filesystem, found \"GCS\""),
            Map.entry(
                "type: S3\nconfig: {bucket: b, endpoint: e, access_key: x}", "need each other"),
            Map.entry("type: S3\nconfig: {bucket: b, endpoint: http://e}", "without scheme"),
            Map.entry(
                "type: S3\nconfig: {bucket: b, endpoint: e, part_size: 1}", "must be 5MiB to 1GiB"),
            Map.entry(
                "type: S3\nconfig: {bucket: b, endpoint: e, access_key: x, secret_key: y, aws_sdk_auth: true}",
                "excludes access_key"),
            Map.entry(
                "type: S3\nconfig: {bucket: b, endpoint: e, sse_config: {type: SSE-C}}",
                "name the file with the 32 bytes"),
            Map.entry(
                "type: S3\nconfig:\n  bucket: b\n  endpoint: e\n  sse_config:\n    type: SSE-C\n    encryption_key: /none",
                "objstore.yml:7:5: config.sse_config.encryption_key: cannot be read"),
            Map.entry(
                "type: S3\nconfig: {bucket: b, endpoint: e, http_config: {tls_config: {ca_file: /none}}}",
                "config.http_config.tls_config.ca_file: the file /none cannot be read"),
            Map.entry("type: FILESYSTEM\nconfig: {}", "config.directory: is missing"),
            Map.entry(
                "type: FILESYSTEM\nconfig: {directory: d}\nprefix: ../x", "prefix: has a part"));

    wrong.forEach((yaml, finding) ->
        assertThatThrownBy(() -> read(yaml.replace("acess_key: x", "\nacess_key: x")))
            .as(yaml)
            .isInstanceOf(ConfigException.class)
            .hasMessageContaining(finding));
  }

  @Test
  void warnsOfWhatItDoesNotDo() {
    String keys = "{bucket: b, endpoint: e, signature_version2: true, trace: {enable: true}}";
    List<ConfigProblem> warnings = read("type: S3\nconfig: " + keys).warnings();

    assertThat(warnings)
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "objstore.yml:2:68: config.trace.enable: read but not honoured: requests are not written"
                + " to the log; remove the key",
            "objstore.yml:2:34: config.signature_version2: read but not honoured: requests are signed"
                + " with version 4; remove the key");
  }
}
