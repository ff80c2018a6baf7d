"""``blint shrink``: images over their limits become smaller, and what names them follows."""
