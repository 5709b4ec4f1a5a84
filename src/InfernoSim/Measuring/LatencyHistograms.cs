using HdrHistogram;
using HdrHistogram.Utilities;

namespace InfernoSim.Measuring;

/// <summary>Latency histograms as text, in the compressed form that HdrHistogram's other tools read as well.</summary>
internal static class LatencyHistograms
{
    /// <summary>Writes a histogram.</summary>
    /// <returns>Base64, or <see langword="null"/> for an empty histogram.</returns>
    public static string? Encode(HistogramBase histogram)
    {
        if (histogram.TotalCount == 0)
        {
            return null;
        }

        ByteBuffer buffer = ByteBuffer.Allocate(histogram.GetNeededByteBufferCapacity());
        int length = histogram.EncodeIntoCompressedByteBuffer(buffer);
        var bytes = new byte[length];
        buffer.Position = 0;
        for (int i = 0; i < length; i++)
        {
            bytes[i] = buffer.Get();
        }

        return Convert.ToBase64String(bytes);
    }

    /// <summary>Reads a histogram.</summary>
    /// <exception cref="FormatException">The text is not base64.</exception>
    public static HistogramBase Decode(string text) =>
        HistogramEncoding.DecodeFromCompressedByteBuffer(ByteBuffer.Allocate(Convert.FromBase64String(text)), 0);
}
