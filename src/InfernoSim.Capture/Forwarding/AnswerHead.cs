namespace InfernoSim.Capture.Forwarding;

/// <summary>Finds the first line of the answer to a request of HTTP/1.1, behind those that are none yet, such as <c>100 Continue</c>.</summary>
internal struct AnswerHead
{
    private int _at;
    private int _read;
    private bool _isInFields;
    private bool _isOther;

    /// <summary>The status of the answer; 0 until it is there.</summary>
    public int Status { get; private set; }

    /// <summary>Whether there is nothing more to find: the answer is there, or what came is none.</summary>
    public readonly bool IsOver => Status != 0 || _isOther;

    /// <summary>Takes the next bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>Where in them the line after the first one of the answer begins; -1 when that is not among them.</returns>
    public int Find(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length && !IsOver; i++)
        {
            if (bytes[i] == '\n')
            {
                EndLine();
                if (Status != 0)
                {
                    return i + 1;
                }
            }
            else if (bytes[i] != '\r')
            {
                Take(bytes[i]);
            }
        }

        return -1;
    }

    // HTTP/1.1 200
    private void Take(byte read)
    {
        if (!_isInFields && _at < 7)
        {
            _isOther |= read != "HTTP/1."u8[_at];
        }
        else if (!_isInFields && _at is >= 9 and < 12)
        {
            _isOther |= !char.IsAsciiDigit((char)read);
            _read = (10 * _read) + read - '0';
        }

        _at++;
    }

    private void EndLine()
    {
        if (_isInFields)
        {
            _isInFields = _at > 0;
            _read = 0;
        }
        else if (_at < 12 || _read is < 100 or 101)
        {
            _isOther = true;
        }
        else if (_read < 200)
        {
            _isInFields = true;
        }
        else
        {
            Status = _read;
        }

        _at = 0;
    }
}
