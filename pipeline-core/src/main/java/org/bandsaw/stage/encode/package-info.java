/** Encoders of text columns. */
@NullMarked
package org.bandsaw.stage.encode;

import org.jspecify.annotations.NullMarked;
