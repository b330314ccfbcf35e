/**
 * Encoders of text columns and other categories.
 *
 * <p>Start at {@link org.bandsaw.stage.encode.Encoders}.
 */
@NullMarked
package org.bandsaw.stage.encode;

import org.jspecify.annotations.NullMarked;
