using System.Buffers.Text;
using System.Text.Json;

namespace InfernoSim.Incidents;

/// <summary>
/// What a log says, on its first event, of older ones that made room for newer ones. They went with all that belongs to their exchanges, and are no
/// loss.
/// </summary>
/// <param name="Events">How many events of this log are gone.</param>
/// <param name="Through">The number of the newest event at that time: what is missing up to it made room, or was lost before.</param>
/// <param name="Until">What began then or earlier is gone, in every log of the recording, or is about to go.</param>
/// <param name="Ended">When the last of what is gone had ended: a call that began by then, and names no exchange that is there, belonged to one that is gone.</param>
internal readonly record struct LetGo(long Events, long Through, IncidentTimestamp Until, IncidentTimestamp Ended)
{
    /// <summary>How many bytes the field has, whatever it says, so that room can be left for it before it is known.</summary>
    public const int FieldLength = 10 + (Numbers * Width) + Numbers;

    private const int Numbers = 4;

    // As far as nobody counts, so that numbers of several logs can be added up.
    private const long Most = 1L << 53;

    // The longest number of 64 bits, with its sign.
    private const int Width = 20;

    /// <summary>Writes the field, as the last one of an event that has others.</summary>
    /// <param name="to">Room of <see cref="FieldLength"/>.</param>
    public void WriteField(Span<byte> to)
    {
        to[..FieldLength].Fill((byte)' ');
        ",\"letGo\":["u8.CopyTo(to);
        int at = 10;
        foreach (long number in (ReadOnlySpan<long>)[Events, Through, Until.UnixNanoseconds, Ended.UnixNanoseconds])
        {
            Utf8Formatter.TryFormat(number, to[at..], out _);
            to[at + Width] = (byte)',';
            at += Width + 1;
        }

        to[at - 1] = (byte)']';
    }

    /// <summary>Reads the value of the field.</summary>
    /// <param name="json">At the beginning of the value.</param>
    /// <param name="letGo">What it says.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryRead(ref Utf8JsonReader json, out LetGo letGo)
    {
        letGo = default;
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        Span<long> numbers = stackalloc long[Numbers];
        for (int i = 0; i < Numbers; i++)
        {
            if (!json.Read() || json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out numbers[i]) || (i < 2 && numbers[i] is (< 0 or > Most)))
            {
                return false;
            }
        }

        letGo = new LetGo(numbers[0], numbers[1], new IncidentTimestamp(numbers[2]), new IncidentTimestamp(numbers[3]));
        return json.Read() && json.TokenType == JsonTokenType.EndArray;
    }
}
