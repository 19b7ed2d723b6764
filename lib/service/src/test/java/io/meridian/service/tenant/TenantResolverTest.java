package io.meridian.service.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.InvalidRequestException;
import io.meridian.service.http.Headers;
import io.meridian.service.http.Method;
import io.meridian.service.http.Parameters;
import io.meridian.service.http.Peer;
import io.meridian.service.http.Request;
import io.meridian.service.http.RequestBody;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TenantResolverTest {
  private static Request request(String... fields) {
    return new Request(
        Method.GET,
        "/",
        Parameters.NONE,
        Headers.of(fields),
        "r-1",
        new Peer("10.0.0.1:5", Optional.empty()),
        Map.of(),
        RequestBody::empty);
  }

  private static String tenant(String header, String... fields) {
    return new TenantResolver(new TenantSettings(header, Optional.empty(), "default-tenant"))
        .tenant(request(fields));
  }

  @Test
  void triesTheConfiguredHeaderFirst() {
    String[] all = {"X-Scope-OrgID", "o", "thanos-tenant", "t", "X-Team", "m"};

    assertThat(tenant("X-Team", all)).isEqualTo("m");
    assertThat(tenant("THANOS-TENANT", all)).isEqualTo("t");
    assertThat(tenant("X-Team", "X-Scope-OrgID", "o", "X-Team", "")).isEqualTo("o");
    assertThat(tenant("X-Team")).isEqualTo("default-tenant");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "/", "..", ".", "a\\b", "a\u0007b"})
  void refusesNamesThatAreNoFolders(String name) {
    assertThatThrownBy(() -> tenant("T", "T", name))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("is no name of a folder; send a name without slashes in T");
  }

  @Test
  void refusesConnectionsWithoutACertificateThatShouldSayIt() {
    TenantResolver resolver =
        new TenantResolver(
            new TenantSettings("T", Optional.of(TenantSettings.CertificateField.COMMONNAME), "d"));

    assertThatThrownBy(() -> resolver.tenant(request("T", "a")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("10.0.0.1:5 showed none");
  }
}
