using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using InfernoSim.Incidents;

namespace InfernoSim.Planning;

/// <summary>A hash of what was recorded of an exchange: what a replay without a difference has observed.</summary>
internal static class RecordedDigest
{
    public static UInt128 Of(PlannedExchange exchange)
    {
        var hash = new XxHash128();
        Append(hash, exchange.Method);
        Append(hash, exchange.Target);
        Append(hash, exchange.Recorded.Request.Body);
        if (exchange.Recorded.Response is { } response)
        {
            Append(hash, response.Status);
            Append(hash, response.Body);
        }

        Append(hash, exchange.Ranks.Sent);
        Append(hash, exchange.Ranks.Received);
        foreach (int rank in exchange.Ranks.Arrived)
        {
            Append(hash, rank);
        }

        foreach (PlannedCall call in exchange.Calls)
        {
            Append(hash, call.Display);
            Append(hash, call.Event.Body);
            Append(hash, call.Event.Status);
            Append(hash, call.Event.ResponseBody);
        }

        return hash.GetCurrentHashAsUInt128();
    }

    private static void Append(XxHash128 hash, RecordedBody body)
    {
        if (body.Sha256 is { } known)
        {
            Append(hash, known);
            return;
        }

        Append(hash, (int)body.Size);
        hash.Append(body.GetBytes().Span);
    }

    private static void Append(XxHash128 hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.Length);
        hash.Append(bytes);
    }

    private static void Append(XxHash128 hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.Append(bytes);
    }
}
