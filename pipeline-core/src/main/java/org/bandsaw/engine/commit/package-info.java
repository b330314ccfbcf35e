/** What happens after the commit point: once per row, in order. */
@NullMarked
package org.bandsaw.engine.commit;

import org.jspecify.annotations.NullMarked;
