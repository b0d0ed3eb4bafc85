//! Hands an open file to a worker: where the system can, the open file itself; else its bytes.

pub(crate) use platform::{Content, Receiver, Sender};

#[cfg(unix)]
mod platform {
    use std::fs::File;
    use std::io::{self, IoSlice, IoSliceMut, Read, Write};
    use std::mem::MaybeUninit;
    use std::os::fd::{AsFd, OwnedFd};
    use std::os::unix::net::UnixStream;
    use std::process::Stdio;

    use rustix::net::{
        RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
        SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
    };

    use crate::wire;

    /// A file as a worker gets it.
    pub(crate) type Content = File;

    /// The run's end.
    #[derive(Debug)]
    pub(crate) struct Sender(UnixStream);

    impl Sender {
        /// Returns both ends; the second is the standard input of the worker.
        pub(crate) fn new() -> io::Result<(Self, Stdio)> {
            let (ours, theirs) = UnixStream::pair()?;
            Ok((Self(ours), Stdio::from(OwnedFd::from(theirs))))
        }

        /// Sends a frame alone.
        pub(crate) fn send(&mut self, frame: &[u8]) -> io::Result<()> {
            self.0.write_all(frame)
        }

        /// Sends a frame, and the open file with it.
        pub(crate) fn send_with(&mut self, frame: &[u8], file: &File) -> io::Result<()> {
            let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
            let mut control = SendAncillaryBuffer::new(&mut space);
            let files = [file.as_fd()];
            control.push(SendAncillaryMessage::ScmRights(&files));
            let sent = sendmsg(&self.0, &[IoSlice::new(frame)], &mut control, SendFlags::NOSIGNAL)?;
            self.0.write_all(frame.get(sent..).unwrap_or_default())
        }
    }

    /// The worker's end.
    #[derive(Debug)]
    pub(crate) struct Receiver {
        socket: File,
        frame: Vec<u8>,
    }

    impl Receiver {
        /// Takes the standard input.
        pub(crate) fn new() -> io::Result<Self> {
            let socket = io::stdin().as_fd().try_clone_to_owned()?;
            Ok(Self { socket: File::from(socket), frame: Vec::new() })
        }

        /// Receives a frame alone.
        pub(crate) fn receive(&mut self) -> io::Result<&[u8]> {
            let mut length = [0; 4];
            self.socket.read_exact(&mut length)?;
            wire::read_body(&mut self.socket, length, &mut self.frame)?;
            Ok(&self.frame)
        }

        /// Receives a frame and the file that came with it.
        pub(crate) fn receive_with(&mut self) -> io::Result<(&[u8], Content)> {
            let mut length = [0; 4];
            let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
            let mut control = RecvAncillaryBuffer::new(&mut space);
            let mut slices = [IoSliceMut::new(&mut length)];
            let flags = RecvFlags::CMSG_CLOEXEC;
            let count = recvmsg(&self.socket, &mut slices, &mut control, flags)?.bytes;
            let file = control.drain().find_map(|message| match message {
                RecvAncillaryMessage::ScmRights(mut files) => files.next(),
                _ => None,
            });
            let rest = length.get_mut(count..).unwrap_or_default();
            self.socket.read_exact(rest)?;
            wire::read_body(&mut self.socket, length, &mut self.frame)?;
            let file = file.ok_or(io::ErrorKind::InvalidData)?;
            Ok((&self.frame, File::from(file)))
        }
    }
}

#[cfg(not(unix))]
mod platform {
    use std::fs::File;
    use std::io::{self, Cursor, Read, Seek, SeekFrom, Stdin, Write};
    use std::process::{ChildStdin, Stdio};

    use crate::wire;

    /// A file as a worker gets it.
    pub(crate) type Content = Cursor<Vec<u8>>;

    /// The run's end; it is whole when the worker was started.
    #[derive(Debug)]
    pub(crate) struct Sender(Option<ChildStdin>);

    impl Sender {
        /// Returns both ends; the second is the standard input of the worker.
        pub(crate) fn new() -> io::Result<(Self, Stdio)> {
            Ok((Self(None), Stdio::piped()))
        }

        /// Takes the pipe that starting the worker made.
        pub(crate) fn connect(&mut self, pipe: Option<ChildStdin>) {
            self.0 = pipe;
        }

        /// Sends a frame alone.
        pub(crate) fn send(&mut self, frame: &[u8]) -> io::Result<()> {
            let pipe = self.0.as_mut().ok_or(io::ErrorKind::NotConnected)?;
            pipe.write_all(frame)?;
            pipe.flush()
        }

        /// Sends a frame, and the bytes of the file after it.
        pub(crate) fn send_with(&mut self, frame: &[u8], mut file: &File) -> io::Result<()> {
            self.send(frame)?;
            let length = file.seek(SeekFrom::End(0))?;
            file.seek(SeekFrom::Start(0))?;
            self.send(&length.to_le_bytes())?;
            let pipe = self.0.as_mut().ok_or(io::ErrorKind::NotConnected)?;
            let copied = io::copy(&mut file.take(length), pipe)?;
            // A file that shrinks meanwhile has changed, which is told elsewhere.
            io::copy(&mut io::repeat(0).take(length - copied), pipe)?;
            pipe.flush()
        }
    }

    /// The worker's end.
    #[derive(Debug)]
    pub(crate) struct Receiver {
        pipe: Stdin,
        frame: Vec<u8>,
    }

    impl Receiver {
        /// Takes the standard input.
        pub(crate) fn new() -> io::Result<Self> {
            Ok(Self { pipe: io::stdin(), frame: Vec::new() })
        }

        /// Receives a frame alone.
        pub(crate) fn receive(&mut self) -> io::Result<&[u8]> {
            let mut length = [0; 4];
            self.pipe.read_exact(&mut length)?;
            wire::read_body(&mut self.pipe, length, &mut self.frame)?;
            Ok(&self.frame)
        }

        /// Receives a frame and the bytes that follow it.
        pub(crate) fn receive_with(&mut self) -> io::Result<(&[u8], Content)> {
            self.receive()?;
            let mut length = [0; 8];
            self.pipe.read_exact(&mut length)?;
            let mut bytes = Vec::new();
            (&mut self.pipe).take(u64::from_le_bytes(length)).read_to_end(&mut bytes)?;
            Ok((&self.frame, Cursor::new(bytes)))
        }
    }
}
