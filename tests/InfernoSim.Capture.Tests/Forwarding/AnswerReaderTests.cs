using System.Net.Sockets;
using System.Text;
using InfernoSim.Capture.Forwarding;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Capture.Tests.Forwarding;

/// <summary>What a target says while an upload to it is under way, and after.</summary>
public class AnswerReaderTests
{
    [Fact]
    public async Task An_answer_that_came_whole_before_anybody_asked_for_it_is_not_waited_beyond()
    {
        const string Answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        using var target = new RawServer();
        using var client = new TcpClient();
        await client.ConnectAsync(target.EndPoint);
        using RawPeer peer = await target.AcceptAsync();
        bool isSending = true;
        var reader = new AnswerReader(client.GetStream(), () => isSending);
        _ = reader.BegunAsync();
        isSending = false;
        await peer.SendAsync(Answer);
        await Patience.UntilAsync(() => client.Available == 0);

        byte[] buffer = new byte[1024];
        int read = await reader.ReadAsync(buffer, CancellationToken.None).AsTask().WaitAsync(Patience.Limit);

        Assert.Equal(Answer, Encoding.ASCII.GetString(buffer, 0, read));
    }
}
