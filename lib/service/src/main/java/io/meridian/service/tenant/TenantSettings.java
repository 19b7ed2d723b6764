package io.meridian.service.tenant;

import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.service.flag.Flag;
import java.util.Optional;

/**
 * How a request's tenant is found.
 *
 * @param header whose value is the tenant, before {@code THANOS-TENANT} and {@code X-Scope-OrgID}
 * @param certificateField of the client's certificate, which then says alone who it is
 * @param defaultTenant of requests that do not say
 */
public record TenantSettings(
    @Flag(value = "receive.tenant-header", help = "Header that says whose the samples are.")
        @Default("THANOS-TENANT")
        String header,
    @Flag(
            value = "receive.tenant-certificate-field",
            help = "Field of the client's certificate that says so instead.")
        Optional<CertificateField> certificateField,
    @Flag(value = "receive.default-tenant-id", help = "Tenant of requests that do not say.")
        @Default("default-tenant")
        String defaultTenant) {

  /** The fields of a certificate's subject that may name a tenant, as Thanos calls them. */
  public enum CertificateField {
    ORGANIZATION("O"),
    ORGANIZATIONALUNIT("OU"),
    COMMONNAME("CN");

    private final String attribute;

    CertificateField(String attribute) {
      this.attribute = attribute;
    }

    /** The attribute of a distinguished name (RFC 2253). */
    String attribute() {
      return attribute;
    }
  }

  public TenantSettings {
    TenantName.check(defaultTenant)
        .ifPresent(finding -> {
          throw new InvalidValueException(
              "default_tenant", finding, "write a name without slashes");
        });
  }
}
