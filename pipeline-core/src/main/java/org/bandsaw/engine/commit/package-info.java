/** The work after the commit point, which is done once for each row, in order. */
@NullMarked
package org.bandsaw.engine.commit;

import org.jspecify.annotations.NullMarked;
