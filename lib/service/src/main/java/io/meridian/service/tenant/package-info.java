/**
 * Whose request it is, and whether its sender may.
 *
 * <p>What enters: a request's headers and its connection's certificate. What leaves: the tenant's
 * name, fit to be a folder's; or a refusal that says what is wrong.
 *
 * <p>Start reading at {@link io.meridian.service.tenant.TenantResolver}.
 */
@NullMarked
package io.meridian.service.tenant;

import org.jspecify.annotations.NullMarked;
