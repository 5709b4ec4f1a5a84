using System.Text;
using InfernoSim.Capture.Forwarding;

namespace InfernoSim.Capture.Tests.Forwarding;

public class RequestProgressTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", "hel", "lo")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: a\r\n\r\n", "5\r\nhello\r\n", "0\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("\u0081\u0085Content-Length: 5\r\n\r\n")]
    public void A_request_is_complete_with_its_last_write_and_the_next_write_begins_another_one(params string[] writes)
    {
        RequestProgress request = default;

        var complete = new List<bool>();
        foreach (string write in writes.Concat(writes))
        {
            request.Write(Encoding.Latin1.GetBytes(write));
            complete.Add(request.IsComplete);
        }

        bool[] once = [.. writes.Select((_, i) => i == writes.Length - 1)];
        Assert.Equal([.. once, .. once], complete);
    }
}
