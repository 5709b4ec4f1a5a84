using System.Text;
using InfernoSim.Capture.Forwarding;

namespace InfernoSim.Capture.Tests.Forwarding;

public class AnswerHeadTests
{
    [Theory]
    [InlineData("HTTP/1.1 413 Payload Too Large\r\n", "Connection: keep-alive\r\n\r\nbody", 413)]
    [InlineData("HTTP/1.0 200\r\n", "\r\n", 200)]
    [InlineData("HTTP/1.1 404 Not Found\n", "\n", 404)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 Unauthorized\r\n", "\r\n", 401)]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n", "\r\n", 200)]
    public void The_first_line_of_an_answer_is_found_behind_those_that_are_none_yet_whole_or_in_pieces(string before, string after, int status)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(before + after);
        AnswerHead whole = default;
        AnswerHead inPieces = default;

        int at = whole.Find(bytes);
        int pieces = 0;
        while (inPieces.Find([bytes[pieces++]]) < 0)
        {
            // It ends with the piece in which it is found.
        }

        Assert.Equal((before.Length, status), (at, whole.Status));
        Assert.Equal((before.Length, status), (pieces, inPieces.Status));
    }

    [Theory]
    [InlineData("HTTP/1.1 10", false)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", false)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\nHTTP/1.1 200 OK\r\n", true)]
    [InlineData("HTTP/1.1 OK\r\n", true)]
    [InlineData("220 ready\r\n", true)]
    [InlineData("\r\n", true)]
    public void What_is_no_answer_is_not_found(string said, bool isOver)
    {
        AnswerHead head = default;

        int at = head.Find(Encoding.ASCII.GetBytes(said));

        Assert.Equal((-1, 0, isOver), (at, head.Status, head.IsOver));
    }
}
