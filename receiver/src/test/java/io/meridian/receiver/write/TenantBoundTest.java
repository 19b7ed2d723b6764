package io.meridian.receiver.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.service.http.Response;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TenantBoundTest {
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // before each test
  private Endpoint endpoint;

  @BeforeEach
  void open() {
    endpoint = new Endpoint(folder);
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  private Response write(String tenant, byte[] body) {
    return endpoint.send(body, "THANOS-TENANT", tenant, "Content-Encoding", "snappy");
  }

  private static byte[] sample(long time) {
    return Endpoint.snappy(new Sent().series("__name__", "up").sample(time, 1).bytes());
  }

  @Test
  void takesSoManyTenantsAndThoseThatThereAre() {
    for (int i = 0; i < Endpoint.MOST_TENANTS; i++) {
      assertThat(write("t" + i, sample(Endpoint.NOW)).status()).isEqualTo(204);
    }

    Response refused = write("made up", sample(Endpoint.NOW));

    assertThat(refused.status()).isEqualTo(429);
    assertThat(Endpoint.text(refused))
        .contains("the tenant \"made up\" is new, and there are 5 tenants")
        .contains("receive.max_tenants");
    assertThat(endpoint.store.tenants()).hasSize(Endpoint.MOST_TENANTS);
    assertThat(write("t0", sample(Endpoint.NOW + 1)).status()).isEqualTo(204);
  }

  @Test
  void countsTenantsOfAnEarlierLifeAndNoneThatSentNothingUseful() {
    for (int i = 0; i < 2 * Endpoint.MOST_TENANTS; i++) {
      assertThat(write("garbage" + i, new byte[] {1, 2, 3}).status()).isEqualTo(400);
    }
    for (int i = 0; i < Endpoint.MOST_TENANTS; i++) {
      assertThat(write("t" + i, sample(Endpoint.NOW)).status()).isEqualTo(204);
    }
    endpoint.close();
    endpoint = new Endpoint(folder);

    assertThat(write("new", sample(Endpoint.NOW)).status()).isEqualTo(429);
    assertThat(write("t3", sample(Endpoint.NOW + 1)).status()).isEqualTo(204);
  }
}
