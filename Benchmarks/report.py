"""What was measured: a table line by line, and the same as JSON."""

import json


class Report:
    def __init__(self):
        self.rows = []

    def add(self, what, seconds, who="pith", budget=None, peak=None, most=None, ratio=None):
        """One measurement in seconds, and where it is known the peak memory in bytes.

        budget and most are the seconds and bytes that it may take; ratio compares it with what took turns with it: who
        that is, how many times as long pith took, and how many times it may take at most, or None.
        """
        row = {"what": what, "who": who, "seconds": round(seconds, 5)}
        parts = [f"{what + (', ' + who if peak or ratio else ''):48} {seconds * 1000:8.1f} ms"]
        if peak is not None:
            row["peakBytes"] = peak
            parts.append(f"{peak / 2**20:6.1f} MB" + self.verdict(row, "most", peak, most, lambda m: f"{m >> 20} MB"))
        if budget is not None:
            parts.append(self.verdict(row, "budget", seconds, budget, lambda b: f"{b * 1000:.0f} ms").strip())
            parts.append(f"ratio {seconds / budget:.2f}")
        if ratio is not None:
            other, times, limit = ratio
            row["ratio"] = {"to": other, "times": round(times, 3)}
            parts.append(f"pith / {other}: {times:.2f}")
            if limit is not None:
                parts.append(self.verdict(row["ratio"], "limit", times, limit, lambda l: f"{l:.2f}").strip())
        self.rows.append(row)
        print("   ".join(parts), flush=True)

    @staticmethod
    def verdict(row, key, value, limit, text):
        if limit is None:
            return ""
        row[key], row[key + "Kept"] = limit, value <= limit
        return f"   {'within' if value <= limit else 'OVER'} {text(limit)}"

    def write(self, path):
        with open(path, "w") as file:
            json.dump(self.rows, file, indent=2)
            file.write("\n")
