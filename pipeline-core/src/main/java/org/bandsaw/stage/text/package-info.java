/** Steps that read text and dates. */
@NullMarked
package org.bandsaw.stage.text;

import org.jspecify.annotations.NullMarked;
