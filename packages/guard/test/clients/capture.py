# Prints each TCP connection that is begun on the loopback interface of this network namespace: "ADDRESS PORT".
import socket
import struct
import sys

ETH_P_ALL, OUTGOING = 3, 4
packets = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
packets.bind(("lo", 0))
print("listening", flush=True)
while True:
    data, (_, protocol, kind, *_) = packets.recvfrom(65535)
    if kind != OUTGOING or protocol != 0x0800 or data[9] != socket.IPPROTO_TCP:
        continue
    start = (data[0] & 15) * 4
    flags = data[start + 13]
    if flags & 0x12 == 0x02:  # SYN without ACK
        port = struct.unpack("!H", data[start + 2 : start + 4])[0]
        print(socket.inet_ntoa(data[16:20]), port, file=sys.stdout, flush=True)
